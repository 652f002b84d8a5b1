package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads documents in the style that policies are written in, several times as fast as the library:
 * mappings and lists by indentation or in brackets, keys and values on one line, comments. Of
 * anything else, and of anything wrong, it is unsure, and then the library reads the whole document
 * and says what is wrong with it. Whatever it does read it reads as the library does.
 */
final class QuickYaml {
    private final QuickScanner scanner;
    private final QuickFlow flow;

    private QuickYaml(String content) {
        scanner = new QuickScanner(content);
        flow = new QuickFlow(scanner);
    }

    /**
     * The root of a document whose characters are checked; empty where that is the library's to
     * say.
     */
    static Optional<Node> read(String content) {
        // One character each: as no value spans lines, nothing else changes.
        String lines = content.replace("\r\n", "\n").replace('\r', '\n');
        try {
            return Optional.of(new QuickYaml(lines).document());
        } catch (UnsureException unsure) {
            return Optional.empty();
        }
    }

    /** Adds an entry unless there is one of that key. */
    static void put(Map<String, Node.Entry> entries, Node.Scalar key, Node value)
            throws UnsureException {
        Node.Entry entry = new Node.Entry(key.place(), key.text(), value);
        if (entries.putIfAbsent(key.text(), entry) != null) {
            throw new UnsureException();
        }
    }

    private Node document() throws UnsureException {
        scanner.toNextLine();
        if (scanner.column() != 0) {
            throw new UnsureException();
        }
        Node root = flow.begins() ? inLine(flow.read(0)) : block(0);
        if (!scanner.atEnd()) {
            throw new UnsureException();
        }
        return root;
    }

    /** A value whose line ends with it. */
    private Node inLine(Node value) throws UnsureException {
        if (!scanner.atLineEnd()) {
            throw new UnsureException();
        }
        scanner.toNextLine();
        return value;
    }

    /** A list or mapping whose entries all begin in the column that is here. */
    private Node block(int depth) throws UnsureException {
        return scanner.atDash() ? sequence(scanner.column(), false, depth) : mapping(depth);
    }

    private void begin(int depth) throws UnsureException {
        if (depth == YamlReader.DEEPEST) {
            throw new UnsureException();
        }
        scanner.count();
    }

    /** Whether a further entry is here, not the end of this and of what this stands in. */
    private boolean goesOn(int indent) throws UnsureException {
        if (scanner.atEnd() || scanner.column() < indent) {
            return false;
        }
        if (scanner.column() > indent) {
            throw new UnsureException();
        }
        return true;
    }

    // Lists

    /**
     * @param inMapping whether its dashes stand below the key it belongs to, so that a key ends it
     */
    private Node sequence(int indent, boolean inMapping, int depth) throws UnsureException {
        begin(depth);
        Place place = scanner.place();
        List<Node> items = new ArrayList<>();
        do {
            if (!scanner.atDash()) {
                if (inMapping) {
                    break;
                }
                throw new UnsureException();
            }
            scanner.skip();
            items.add(item(indent, depth + 1));
        } while (goesOn(indent));
        return new Node.Sequence(place, items);
    }

    private Node item(int indent, int depth) throws UnsureException {
        Place behindDash = scanner.place();
        if (scanner.atLineEnd()) {
            scanner.toNextLine();
            return scanner.atEnd() || scanner.column() <= indent
                    ? scanner.nothing(behindDash)
                    : block(depth);
        }
        if (scanner.atDash()) {
            return block(depth);
        }
        if (flow.begins()) {
            return inLine(flow.read(depth));
        }
        int column = scanner.column();
        Node.Scalar first = scanner.scalar(false);
        scanner.skipSpaces();
        return scanner.atColon() ? mapping(first, column, depth) : inLine(first);
    }

    // Mappings

    private Node mapping(int depth) throws UnsureException {
        int indent = scanner.column();
        return mapping(key(), indent, depth);
    }

    private Node.Scalar key() throws UnsureException {
        Node.Scalar key = scanner.scalar(false);
        scanner.skipSpaces();
        return key;
    }

    private Node mapping(Node.Scalar first, int indent, int depth) throws UnsureException {
        begin(depth);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        Node.Scalar key = first;
        while (true) {
            if (!scanner.atColon()) {
                throw new UnsureException();
            }
            scanner.checkKey(key);
            scanner.skip();
            put(entries, key, value(indent, depth + 1));
            if (!goesOn(indent)) {
                return new Node.Mapping(first.place(), entries);
            }
            key = key();
        }
    }

    private Node value(int indent, int depth) throws UnsureException {
        Place behindColon = scanner.place();
        if (!scanner.atLineEnd()) {
            return inLine(flow.begins() ? flow.read(depth) : scanner.scalar(false));
        }
        scanner.toNextLine();
        if (!scanner.atEnd() && scanner.column() > indent) {
            return block(depth);
        }
        return !scanner.atEnd() && scanner.column() == indent && scanner.atDash()
                ? sequence(indent, true, depth)
                : scanner.nothing(behindColon);
    }
}
