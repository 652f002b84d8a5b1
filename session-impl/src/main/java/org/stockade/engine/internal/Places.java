package org.stockade.engine.internal;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts messages that begin with {@code file:line:column:} into the order of the document. */
final class Places {
    private static final Pattern PLACE = Pattern.compile(":(\\d+):(\\d+): ");

    private Places() {}

    /** Both, in order; what has no place comes last. */
    static List<String> merge(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream())
                .distinct()
                .sorted(Comparator.comparingLong(Places::place))
                .toList();
    }

    private static long place(String message) {
        Matcher place = PLACE.matcher(message);
        return place.find()
                ? Long.parseLong(place.group(1)) << 32 | Long.parseLong(place.group(2))
                : Long.MAX_VALUE;
    }
}
