package org.stockade.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.stockade.policy.internal.WrittenSettings;

/** Writes what a policy says of the firewall itself, as a document has it. */
final class PlatformPrinter {
    private PlatformPrinter() {}

    /** A kind with its settings: {@code kind}, or {@code { kind: settings }}. */
    static String choice(String kind, SettingsNode with) {
        String settings = WrittenSettings.text(with);
        return settings.equals("null") ? kind : "{ " + kind + ": " + settings + " }";
    }

    static String generations(GenerationLimits limits) {
        List<String> entries = new ArrayList<>();
        entries.add("soft-limit: " + time(limits.soft()));
        entries.add("hard-limit: " + time(limits.hard()));
        entries.add("max-old: " + limits.maxOld());
        limits.canary()
                .ifPresent(
                        canary ->
                                entries.add(
                                        "canary: { share: "
                                                + canary.share()
                                                + "%, for: "
                                                + time(canary.time())
                                                + ", sessions: "
                                                + canary.sessions()
                                                + ", at-most: "
                                                + time(canary.atMost())
                                                + " }"));
        return PolicyPrinter.mapping(entries);
    }

    static String deployment(DeploymentPolicy deployment) {
        List<String> entries = new ArrayList<>();
        entries.add("require-signed: " + deployment.requireSigned());
        PolicyPrinter.add(
                entries,
                "trusted",
                deployment.trusted().stream().map(DeploymentPolicy.Trusted::file).toList());
        return PolicyPrinter.mapping(entries);
    }

    static List<String> budgets(Budgets budgets) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(budgets.byProxy())
                .forEach((proxy, budget) -> lines.add(proxy + ": " + budget(budget)));
        lines.add("'*': " + budget(budgets.others()));
        return lines;
    }

    private static String budget(ProxyBudget budget) {
        return PolicyPrinter.mapping(
                List.of(
                        "sessions: " + orNone(budget.sessions(), 1, ""),
                        "buffered: " + orNone(budget.buffered(), 1024, "KiB"),
                        "cpu: " + orNone(budget.cpu(), 1, "%"),
                        "errors-per-minute: " + orNone(budget.errorsPerMinute(), 1, "")));
    }

    private static String orNone(long number, int by, String unit) {
        return number == ProxyBudget.NO_LIMIT ? "none" : number / by + unit;
    }

    static String time(Duration limit) {
        return limit.equals(ServicePolicy.NO_LIMIT) ? "none" : limit.toMillis() + "ms";
    }
}
