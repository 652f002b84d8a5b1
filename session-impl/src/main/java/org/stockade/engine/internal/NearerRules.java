package org.stockade.engine.internal;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.Group;
import org.stockade.engine.internal.lookup.RuleFinding;
import org.stockade.policy.RulePolicy;

/** The rules that did not decide on a connection, and all that kept them from it. */
record NearerRules(Generation generation, Connection connection) {
    static final DateTimeFormatter NOW =
            DateTimeFormatter.ofPattern("EEE HH:mm zzz", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    /** Rules that are worth a line each. */
    private static final int MOST = 5;

    /** Why not, by the id of the rule; the one that misses least comes first. */
    Map<Integer, String> lines(Optional<RulePolicy> best) {
        Map<Integer, String> lines = new LinkedHashMap<>();
        generation.findings(connection).stream()
                .filter(finding -> best.filter(rule -> rule.id() == finding.rule().id()).isEmpty())
                .sorted(Comparator.comparingInt(finding -> finding.failed().size()))
                .limit(MOST)
                .forEach(finding -> lines.put(finding.rule().id(), why(finding)));
        return lines;
    }

    private String why(RuleFinding finding) {
        if (finding.failed().isEmpty()) {
            return "it matches too, less closely or with a larger id";
        }
        List<Group> plain =
                finding.failed().stream()
                        .filter(
                                group ->
                                        group != Group.TIME
                                                && group != Group.DETECTION
                                                && !byMatcher(finding, group))
                        .toList();
        String missed =
                plain.isEmpty()
                        ? ""
                        : "its "
                                + plain.stream()
                                        .map(Group::toString)
                                        .collect(Collectors.joining(" and its "))
                                + (plain.size() == 1 ? " does not match" : " do not match");
        return finding.failed().stream()
                .filter(group -> !plain.contains(group))
                .map(group -> told(finding, group))
                .reduce(missed, (text, more) -> text.isEmpty() ? more : text + "; " + more);
    }

    private static boolean byMatcher(RuleFinding finding, Group group) {
        return group == Group.DESTINATION_ADDRESS && !finding.rule().hostMatchers().isEmpty();
    }

    /** Of a time with what the clock says, of a matcher with what it says. */
    private String told(RuleFinding finding, Group group) {
        if (byMatcher(finding, group)) {
            return "its destination address does not match; "
                    + finding.rule().hostMatchers().stream()
                            .map(name -> generation.matchers().told(name, connection.destination()))
                            .collect(Collectors.joining("; "));
        }
        return group == Group.TIME
                ? "its time "
                        + finding.rule().times()
                        + " does not hold at "
                        + NOW.format(connection.at())
                : "needs detection of " + finding.rule().detect();
    }
}
