package org.stockade.health.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Firewall;
import org.stockade.access.Matchers;
import org.stockade.access.PolicyChanges;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** Whether the firewall is there, took the policy it was given, and listens. */
@Component(property = "health.name=firewall")
public final class FirewallCheck implements HealthCheck {
    private final CurrentFirewall current;

    @Activate
    public FirewallCheck(@Reference CurrentFirewall current) {
        this.current = current;
    }

    @Override
    public List<Finding> check() {
        Optional<Firewall> firewall = current.get();
        if (firewall.isEmpty()) {
            return List.of(
                    Finding.critical(
                            "the firewall has not started",
                            "start the bundle org.stockade.session-impl and give the PID"
                                    + " org.stockade a policy"));
        }
        try {
            firewall.get().awaitServing(Duration.ofMillis(100));
            List<Finding> found = new ArrayList<>(changes(firewall.get().changes()));
            found.addAll(matchers(firewall.get().matchers()));
            return found;
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage())
                    .lines()
                    .map(
                            problem ->
                                    Finding.critical(
                                            problem, "correct the policy file and load it again"))
                    .toList();
        }
    }

    private static List<Finding> changes(PolicyChanges changes) {
        List<Finding> found = new ArrayList<>();
        changes.fallback()
                .ifPresent(
                        it ->
                                found.add(
                                        Finding.critical(
                                                it.refused()
                                                        + " is not in force, the policy of "
                                                        + it.since()
                                                        + " is: "
                                                        + String.join("; ", it.errors()),
                                                "correct the policy file and load it with policy"
                                                        + " load")));
        changes.pending().map(FirewallCheck::waiting).ifPresent(found::add);
        return found;
    }

    /** A list that cannot be read any more goes on as it was, and nobody would see it age. */
    private static List<Finding> matchers(Matchers matchers) {
        return matchers.list().stream()
                .filter(each -> !each.state().equals("ready"))
                .map(
                        each ->
                                Finding.warn(
                                        "matcher " + each.name() + ": " + each.state(),
                                        "mend what it names; files are read again by themselves"))
                .toList();
    }

    private static Finding waiting(PolicyChanges.Pending commit) {
        String policy = "the policy that " + commit.user() + " committed ";
        return commit.left().isZero()
                ? Finding.critical(
                        policy + "was not confirmed in time and cannot go back yet",
                        "policy history says why; mend that, or policy confirm keeps it")
                : Finding.warn(
                        policy + "goes back in " + commit.left().toSeconds() + " s",
                        "policy confirm keeps it");
    }
}
