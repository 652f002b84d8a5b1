package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads lists and mappings in brackets (YAML 1.2.2 section 7.4), over as many lines as they have.
 */
final class QuickFlow {
    private final QuickScanner scanner;

    QuickFlow(QuickScanner scanner) {
        this.scanner = scanner;
    }

    /** Whether a bracket opens here. */
    boolean begins() {
        return scanner.here() == '[' || scanner.here() == '{';
    }

    /**
     * A list or mapping.
     *
     * @param depth of what it stands in
     */
    Node read(int depth) throws UnsureException {
        if (depth == YamlReader.DEEPEST) {
            throw new UnsureException();
        }
        scanner.count();
        Place place = scanner.place();
        boolean mapping = scanner.here() == '{';
        scanner.skip();
        scanner.skipInBrackets();
        return mapping ? mapping(place, depth + 1) : sequence(place, depth + 1);
    }

    private Node sequence(Place place, int depth) throws UnsureException {
        List<Node> items = new ArrayList<>();
        while (scanner.here() != ']') {
            items.add(value(depth));
            endEntry(']');
        }
        scanner.skip();
        return new Node.Sequence(place, items);
    }

    private Node mapping(Place place, int depth) throws UnsureException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (scanner.here() != '}') {
            Node.Scalar key = scanner.scalar(true);
            scanner.skipSpaces();
            if (scanner.here() != ':') {
                throw new UnsureException();
            }
            scanner.checkKey(key);
            scanner.skip();
            Place behindColon = scanner.place();
            scanner.skipInBrackets();
            Node value =
                    scanner.here() == ',' || scanner.here() == '}'
                            ? scanner.nothing(behindColon)
                            : value(depth);
            QuickYaml.put(entries, key, value);
            endEntry('}');
        }
        scanner.skip();
        return new Node.Mapping(place, entries);
    }

    private Node value(int depth) throws UnsureException {
        return begins() ? read(depth) : scanner.scalar(true);
    }

    private void endEntry(char closing) throws UnsureException {
        scanner.skipInBrackets();
        if (scanner.here() == ',') {
            scanner.skip();
            scanner.skipInBrackets();
        } else if (scanner.here() != closing) {
            throw new UnsureException();
        }
    }
}
