package org.stockade.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges;

/** Changes of a {@link FakeFirewall}; what is asked of it is noted there. */
final class FakeChanges implements PolicyChanges {
    static final String HASH = "0123456789abcdef".repeat(4);

    Optional<Pending> pending = Optional.empty();
    Optional<Fallback> fallback = Optional.empty();
    Optional<Consumer<Entry>> told = Optional.empty();

    private final FakeFirewall firewall;

    FakeChanges(FakeFirewall firewall) {
        this.firewall = firewall;
    }

    @Override
    public Comparison diff(String origin, String text) {
        List<String> errors = firewall.check(origin, text).errors();
        return errors.isEmpty()
                ? new Comparison(
                        errors,
                        List.of(
                                new Change(
                                        Op.REPLACE,
                                        List.of("services", "web-out", "max-sessions"),
                                        "2000",
                                        "100"),
                                new Change(Op.ADD, List.of("zones", "a.b/c"), "", "{\"x\": [1]}"),
                                new Change(Op.REMOVE, List.of("rules", "7"), "{}", "")))
                : new Comparison(errors, List.of());
    }

    @Override
    public PolicyReport load(String user, String origin, String text) {
        firewall.asked.add("load " + user + " " + origin);
        return firewall.check(origin, text);
    }

    @Override
    public PolicyReport commit(String user, String origin, String text, Duration within) {
        firewall.asked.add("commit " + user + " " + origin + " " + within.toSeconds());
        return firewall.check(origin, text);
    }

    @Override
    public PolicyReport confirm(String user) {
        firewall.asked.add("confirm " + user);
        return pending.isPresent()
                ? new PolicyReport(List.of(), List.of())
                : new PolicyReport(List.of("no commit waits"), List.of());
    }

    @Override
    public PolicyReport rollback(String user, OptionalLong number) {
        firewall.asked.add(
                "rollback " + user + (number.isPresent() ? " " + number.getAsLong() : ""));
        return new PolicyReport(List.of(), List.of());
    }

    @Override
    public List<Entry> history() {
        return List.of(
                new Entry(
                        2,
                        Instant.parse("2026-11-26T14:00:00Z"),
                        "ann",
                        "load",
                        "/etc/edge.yaml",
                        HASH,
                        "+1 -0 ~2"),
                new Entry(
                        1,
                        Instant.parse("2026-11-26T13:00:00Z"),
                        "root",
                        "start",
                        "edge.yaml",
                        HASH.replace('0', '1'),
                        ""));
    }

    @Override
    public Optional<String> text(long number) {
        return number == 1 ? Optional.of("stockade: 1\n# first\n") : Optional.empty();
    }

    @Override
    public Optional<Pending> pending() {
        return pending;
    }

    @Override
    public Optional<Fallback> fallback() {
        return fallback;
    }

    @Override
    public boolean isKept() {
        return true;
    }

    @Override
    public Telling tell(Consumer<Entry> to) {
        told = Optional.of(to);
        return () -> told = Optional.empty();
    }
}
