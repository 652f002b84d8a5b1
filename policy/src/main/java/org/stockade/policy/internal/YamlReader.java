package org.stockade.policy.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document into nodes. Works on the events of the parser, one at a time, so that
 * nothing grows that was not counted, and depth is no recursion.
 *
 * <p>Anchors, aliases, tags and merge keys are refused: a reader should see what a rule says where
 * it says it, and an alias inside an alias is the way to a document that is small only on disk.
 */
final class YamlReader {
    static final int DEEPEST = 50;
    static final int MOST_VALUES = 1_000_000;

    private final Problems problems;
    private final Deque<OpenNode> open = new ArrayDeque<>();
    private @Nullable Node root;
    private int documents;
    private int values;

    private YamlReader(Problems problems) {
        this.problems = problems;
    }

    /** The root of the document; empty if it is not even YAML, which is then among the problems. */
    static Optional<Node> read(String text, Problems problems) {
        return DocumentText.check(text, problems)
                .flatMap(
                        content ->
                                QuickYaml.read(content)
                                        .or(() -> new YamlReader(problems).parse(content)));
    }

    /** The same without the quick reader, which must make no difference. */
    static Optional<Node> readByLibrary(String text, Problems problems) {
        return DocumentText.check(text, problems)
                .flatMap(content -> new YamlReader(problems).parse(content));
    }

    /**
     * A value as code has it, such as the default of a setting.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Node literal(String yaml) {
        Problems wrong = new Problems("default");
        return read(yaml, wrong)
                .filter(node -> wrong.isEmpty())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "\"" + yaml + "\" is no YAML value: " + wrong.inOrder()));
    }

    private Optional<Node> parse(String content) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setCodePointLimit(DocumentText.MOST_BYTES)
                        // The scanner copies what it has of a value with each buffer it reads.
                        .setBufferSize(Math.max(1, content.length()))
                        .setUseMarks(true)
                        .setParseComments(false)
                        .build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(content).iterator();
            while (events.hasNext()) {
                take(events.next());
            }
        } catch (Refused refused) {
            problems.add(refused.place, refused.what);
            return Optional.empty();
        } catch (MarkedYamlEngineException malformed) {
            problems.add(
                    place(malformed.getProblemMark().or(malformed::getContextMark)),
                    "not YAML: "
                            + malformed.getProblem()
                            + "; look for a wrong indentation, colon, quote or bracket here or just"
                            + " above");
            return Optional.empty();
        } catch (YamlEngineException
                | IllegalArgumentException
                | IndexOutOfBoundsException failed) {
            // The parser's own limits, and numbers in directives and escapes that it does not
            // check.
            problems.add(Place.START, "not YAML: " + failed.getMessage());
            return Optional.empty();
        }
        if (root == null || root.isAbsent()) {
            problems.add(Place.START, "the document is empty; begin it with \"stockade: 1\"");
            return Optional.empty();
        }
        return Optional.of(root);
    }

    private void take(Event event) throws Refused {
        Place place = place(event.getStartMark());
        switch (event) {
            case AliasEvent alias -> throw noAnchors(place);
            case ScalarEvent scalar -> {
                check(scalar, scalar.getTag(), place);
                add(new Node.Scalar(place, scalar.getValue(), scalar.isPlain()));
            }
            case CollectionStartEvent start -> {
                check(start, start.getTag(), place);
                if (open.size() == DEEPEST) {
                    throw new Refused(
                            place,
                            "nested deeper than " + DEEPEST + " levels; use at most that many");
                }
                if (!open.isEmpty() && open.element().wantsKey()) {
                    throw new Refused(place, "a list or mapping cannot be a key; use a text");
                }
                open.push(OpenNode.begin(place, start instanceof MappingStartEvent));
            }
            case CollectionEndEvent end -> add(open.pop().close());
            case DocumentStartEvent start -> {
                if (++documents > 1) {
                    throw new Refused(
                            place,
                            "a second document begins; a policy is one document, remove \"---\"");
                }
            }
            default -> {
                // Begin and end of the stream, end of the document.
            }
        }
    }

    private void check(NodeEvent event, Optional<String> tag, Place place) throws Refused {
        if (event.getAnchor().isPresent()) {
            throw noAnchors(place);
        }
        if (tag.isPresent()) {
            throw new Refused(place, "tag " + tag.get() + "; tags have no meaning here, remove it");
        }
        if (++values > MOST_VALUES) {
            throw new Refused(
                    place, "more than " + MOST_VALUES + " keys and values; use at most that many");
        }
    }

    private static Refused noAnchors(Place place) {
        return new Refused(
                place,
                "anchors (&name) and aliases (*name) are not supported; write the value out where it"
                        + " is used");
    }

    private void add(Node node) {
        OpenNode parent = open.peek();
        if (parent == null) {
            root = node;
        } else {
            parent.add(node, problems);
        }
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1)).orElse(Place.START);
    }

    /** Ends reading: what follows cannot be understood without this. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Place place;
        private final String what;

        Refused(Place place, String what) {
            super(what, null, false, false);
            this.place = place;
            this.what = what;
        }
    }
}
