package org.stockade.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stockade.policy.AuthorizationPolicy.Condition;
import org.stockade.policy.AuthorizationPolicy.Wait;

/** Writes who clients are and what they may, as a document has it. */
final class AuthPrinter {
    private AuthPrinter() {}

    static String known(KnownAddress known) {
        List<String> entries = new ArrayList<>();
        entries.add("subnets: " + known.subnet());
        entries.add("user: " + PolicyPrinter.quoted(known.identity().user()));
        PolicyPrinter.add(entries, "groups", known.identity().groups());
        return "- " + PolicyPrinter.mapping(entries);
    }

    static String authentication(AuthenticationPolicy policy) {
        List<String> entries = new ArrayList<>();
        policy.authenticator().ifPresent(name -> entries.add("authenticator: " + name));
        entries.add("method: " + kebab(policy.method()));
        policy.cache()
                .ifPresent(
                        cache ->
                                entries.add(
                                        "cache: { idle: "
                                                + time(cache.idle())
                                                + ", total: "
                                                + time(cache.total())
                                                + ", by: "
                                                + kebab(cache.by())
                                                + " }"));
        entries.add(
                "lockout: { failures: "
                        + policy.lockout().failures()
                        + ", within: "
                        + time(policy.lockout().within())
                        + ", for: "
                        + time(policy.lockout().lasts())
                        + " }");
        entries.add("realm: " + PolicyPrinter.quoted(policy.realm()));
        entries.add("time-limit: " + time(policy.timeLimit()));
        return "authentication: " + PolicyPrinter.mapping(entries);
    }

    static String authorization(AuthorizationPolicy policy, Function<Schedule, String> schedule) {
        List<String> entries = new ArrayList<>();
        condition(entries, policy.condition(), schedule);
        if (!policy.accessList().isEmpty()) {
            entries.add(
                    "access-list: "
                            + policy.accessList().stream()
                                    .map(
                                            entry -> {
                                                List<String> keys = new ArrayList<>();
                                                condition(keys, entry.condition(), schedule);
                                                return (entry.sufficient()
                                                                ? "{ sufficient: "
                                                                : "{ required: ")
                                                        + PolicyPrinter.mapping(keys)
                                                        + " }";
                                            })
                                    .collect(Collectors.joining(", ", "[", "]")));
        }
        policy.nEyes()
                .ifPresent(
                        eyes -> {
                            List<String> keys = new ArrayList<>();
                            eyes.authorizes().ifPresent(name -> keys.add("authorizes: " + name));
                            eyes.waits().ifPresent(wait -> keys.add("wait: " + waiting(wait)));
                            entries.add("n-eyes: " + PolicyPrinter.mapping(keys));
                        });
        policy.pair().ifPresent(wait -> entries.add("pair: " + waiting(wait)));
        return "authorization: " + PolicyPrinter.mapping(entries);
    }

    private static void condition(
            List<String> entries, Condition condition, Function<Schedule, String> schedule) {
        PolicyPrinter.add(entries, "permit-user", condition.users());
        PolicyPrinter.add(entries, "permit-group", condition.groups());
        if (!condition.times().isEmpty()) {
            entries.add(
                    "permit-time: ["
                            + condition.times().stream()
                                    .map(schedule)
                                    .collect(Collectors.joining(", "))
                            + "]");
        }
        PolicyPrinter.add(entries, "address-list", condition.addresses());
    }

    private static String waiting(Wait wait) {
        return "{ at-most: " + time(wait.atMost()) + ", sessions: " + wait.sessions() + " }";
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String time(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
