package org.stockade.policy.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.PortRange;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.Bind;
import org.stockade.policy.Nearest;
import org.stockade.session.Payload;
import org.stockade.session.Subnet;

/** The types of single values that every record may use. */
final class Leaves {
    static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern TOO_HIGH = Pattern.compile("(?:.*:)?([0-9]{5,18})");
    private static final Map<String, Payload.Hold> HOLDS = holds();

    private static final Map<Class<?>, Leaf> STANDARD =
            Map.ofEntries(
                    Map.entry(boolean.class, truth()),
                    Map.entry(Boolean.class, truth()),
                    Map.entry(int.class, number(Integer.MAX_VALUE, Math::toIntExact)),
                    Map.entry(Integer.class, number(Integer.MAX_VALUE, Math::toIntExact)),
                    Map.entry(long.class, number(Long.MAX_VALUE, number -> number)),
                    Map.entry(Long.class, number(Long.MAX_VALUE, number -> number)),
                    Map.entry(String.class, text()),
                    Map.entry(
                            Duration.class,
                            new Leaf.Single(
                                    "a time such as 30s", Leaves::duration, Leaves::durations)),
                    Map.entry(
                            SockAddr.class,
                            textual("an address and port such as 192.0.2.1:80", Leaves::sockAddr)),
                    Map.entry(
                            Bind.class,
                            textual(
                                    "an address and port such as 192.0.2.1:80 or udp:192.0.2.1:53",
                                    Leaves::bind)),
                    Map.entry(PortRange.class, ports()),
                    Map.entry(Subnet.class, textual("a subnet such as 10.0.0.0/8", Subnet::parse)),
                    Map.entry(Payload.Hold.class, hold()));

    private Leaves() {}

    /** How values of this type are read, if it is one of the standard types. */
    static @Nullable Leaf standard(Class<?> type) {
        return STANDARD.get(type);
    }

    /** A leaf of text in a form of its own. */
    static Leaf textual(String wanted, Function<String, Object> parse) {
        return new Leaf.Single(
                wanted,
                (scalar, spot) -> parse.apply(scalar.text()),
                spot -> Map.of("type", "string"));
    }

    static Duration duration(Node.Scalar scalar, Spot spot) {
        var matcher = DURATION.matcher(scalar.text());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + Quoted.of(scalar.text())
                            + " is not a time; use a number and a unit: 500ms, 30s, 5m, 1h, 1d");
        }
        long number = Long.parseLong(matcher.group(1));
        long unit =
                switch (matcher.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 86_400_000;
                };
        // Without a bound of the setting's own, what still fits a count of nanoseconds.
        long max = Math.min(spot.max(), Long.MAX_VALUE / 1_000_000);
        if (number > max / unit || number * unit < spot.min() || number * unit > max) {
            throw new IllegalArgumentException(
                    spot.key()
                            + " "
                            + scalar.text()
                            + " is out of range; use "
                            + written(spot.min())
                            + (spot.max() == Long.MAX_VALUE ? " or more" : " to " + written(max)));
        }
        return Duration.ofMillis(number * unit);
    }

    /** A duration as a policy has it. */
    static String written(long millis) {
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
    }

    private static Map<String, Object> durations(Spot spot) {
        return schema("type", "string", "pattern", "^" + DURATION.pattern() + "$");
    }

    private static Leaf truth() {
        return new Leaf.Single(
                "true or false",
                (scalar, spot) ->
                        switch (scalar.plain() ? scalar.text() : "") {
                            case "true" -> true;
                            case "false" -> false;
                            default ->
                                    throw new IllegalArgumentException(
                                            spot.key()
                                                    + " "
                                                    + Quoted.of(scalar.text())
                                                    + " is neither true nor false; use one of these"
                                                    + " without quotes");
                        },
                spot -> Map.of("type", "boolean"));
    }

    private static Leaf number(long most, LongFunction<Object> narrowed) {
        return new Leaf.Single(
                "a whole number",
                (scalar, spot) -> {
                    Spot bounded =
                            spot.max() > most && most < Long.MAX_VALUE
                                    ? new Spot(
                                            spot.subject(),
                                            spot.key(),
                                            spot.home(),
                                            spot.min(),
                                            most)
                                    : spot;
                    if (!scalar.plain() || !WHOLE.matcher(scalar.text()).matches()) {
                        throw new IllegalArgumentException(
                                spot.key()
                                        + " "
                                        + Quoted.of(scalar.text())
                                        + " is not a whole number; use "
                                        + bounded.range()
                                        + (scalar.plain() ? "" : ", without quotes"));
                    }
                    long number = Long.parseLong(scalar.text());
                    if (number < bounded.min() || number > bounded.max()) {
                        throw new IllegalArgumentException(
                                spot.key()
                                        + " "
                                        + number
                                        + " is out of range; use "
                                        + bounded.range());
                    }
                    return narrowed.apply(number);
                },
                spot -> {
                    Map<String, Object> schema = new LinkedHashMap<>();
                    schema.put("type", "integer");
                    schema.put("minimum", spot.min());
                    if (spot.max() != Long.MAX_VALUE) {
                        schema.put("maximum", spot.max());
                    }
                    return schema;
                });
    }

    private static Leaf text() {
        return textual("a text", text -> text);
    }

    private static Leaf ports() {
        return new Leaf.Single(
                "a port such as 80, or a range such as 2000-2100",
                (scalar, spot) -> {
                    checkPort(scalar.text());
                    return scalar.text().equals("any")
                            ? new PortRange(0, 65535)
                            : PortRange.parse(scalar.text());
                },
                spot ->
                        Map.of(
                                "anyOf",
                                List.of(
                                        schema("type", "integer", "minimum", 0, "maximum", 65535),
                                        schema(
                                                "type",
                                                "string",
                                                "pattern",
                                                "^(any|[0-9]{1,5}(-[0-9]{1,5})?)$"))));
    }

    private static SockAddr sockAddr(String text) {
        checkPort(text);
        return SockAddr.parse(text);
    }

    private static Bind bind(String text) {
        checkPort(text);
        return Bind.parse(text);
    }

    private static void checkPort(String text) {
        if (!endsInFiveDigits(text)) {
            return;
        }
        var matcher = TOO_HIGH.matcher(text);
        if (matcher.matches() && Long.parseLong(matcher.group(1)) > 65535) {
            throw new IllegalArgumentException(
                    "port " + matcher.group(1) + " is out of range; use 0 to 65535");
        }
    }

    /** Spares most ports the pattern. */
    private static boolean endsInFiveDigits(String text) {
        int digits = 0;
        for (int i = text.length() - 1; i >= 0 && Character.isDigit(text.charAt(i)); i--) {
            digits++;
        }
        return digits >= 5;
    }

    private static Leaf hold() {
        return new Leaf.Single(
                Nearest.alternatives(HOLDS.keySet()),
                (scalar, spot) -> {
                    Payload.Hold hold = HOLDS.get(scalar.text());
                    if (hold == null) {
                        throw new IllegalArgumentException(
                                spot.key()
                                        + " "
                                        + Quoted.of(scalar.text())
                                        + " is not known; use "
                                        + Nearest.alternatives(HOLDS.keySet()));
                    }
                    return hold;
                },
                spot -> Map.of("enum", List.copyOf(HOLDS.keySet())));
    }

    private static Map<String, Payload.Hold> holds() {
        Map<String, Payload.Hold> holds = new LinkedHashMap<>();
        for (Payload.Hold hold : Payload.Hold.values()) {
            holds.put(
                    switch (hold) {
                        case UNTIL_VERDICT -> "verdict";
                        case LAST_BLOCK -> "last-block";
                        case NOTHING -> "none";
                    },
                    hold);
        }
        return holds;
    }

    /** A schema of keys and values, in this order. */
    static Map<String, Object> schema(Object... keysAndValues) {
        Map<String, Object> schema = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            schema.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return schema;
    }
}
