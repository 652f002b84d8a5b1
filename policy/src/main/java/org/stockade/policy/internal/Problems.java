package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects what is wrong with a document, each thing once, and gives it in the document's order.
 */
final class Problems {
    /** More help nobody, and would let a broken document cost more than it holds. */
    static final int MOST = 1000;

    private static final int LONGEST_MESSAGE = 1000;
    private static final String MORE =
            "over " + MOST + " of these; the rest shows when they are mended";
    private static final Pattern PLACED =
            Pattern.compile("(\\d{1,9}):(\\d{1,9}): (.*)", Pattern.DOTALL);

    private final String origin;
    private final Set<Problem> found = new LinkedHashSet<>();
    private boolean cut;

    private record Problem(Place place, String message) {}

    Problems(String origin) {
        this.origin = Quoted.escaped(origin);
    }

    void add(Place place, String message) {
        if (isFull()) {
            cut = true;
            return;
        }
        String escaped = Quoted.escaped(message);
        found.add(
                new Problem(
                        place,
                        escaped.length() <= LONGEST_MESSAGE
                                ? escaped
                                : escaped.substring(0, LONGEST_MESSAGE) + "…"));
    }

    /**
     * Adds a message that has its place in front already.
     *
     * @param otherwise its place if it has none in this document
     */
    void addPlaced(String placed, Place otherwise) {
        if (placed.equals(more())) {
            cut = true;
            return;
        }
        if (placed.startsWith(origin + ":")) {
            Matcher matcher = PLACED.matcher(placed.substring(origin.length() + 1));
            if (matcher.matches()) {
                Place place =
                        new Place(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2)));
                add(place, matcher.group(3));
                return;
            }
        }
        add(otherwise, placed);
    }

    /** The place as messages write it: {@code edge.yaml:12:9}. */
    String at(Place place) {
        return origin + ":" + place;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether no more are taken: looking for the nearest known name is then wasted. */
    boolean isFull() {
        return found.size() >= MOST;
    }

    int count() {
        return found.size();
    }

    /** That this is not all; it is of no place. */
    private String more() {
        return origin + ": " + MORE;
    }

    /** All of them, ordered by place; if there were more, that is said last. */
    List<String> inOrder() {
        List<String> messages = new ArrayList<>();
        found.stream()
                .sorted(Comparator.comparing(Problem::place))
                .map(problem -> at(problem.place()) + ": " + problem.message())
                .forEach(messages::add);
        if (cut) {
            messages.add(more());
        }
        return List.copyOf(messages);
    }
}
