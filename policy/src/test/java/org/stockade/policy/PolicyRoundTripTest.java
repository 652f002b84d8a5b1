package org.stockade.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.policy.PolicyParser.Reading;
import org.stockade.policy.internal.YamlPolicyParser;

/** What is written as a document is read as what it was: parse(print(p)) = p. */
class PolicyRoundTripTest {
    private static final int POLICIES = 500;

    @Test
    void printedPolicyShouldBeReadAsItself() {
        int rules = 0;
        for (long seed = 0; seed < POLICIES; seed++) {
            Policy policy = RandomPolicies.policy(seed);
            String text = PolicyPrinter.print(policy);
            Reading reading = new YamlPolicyParser().parse("p.yaml", text);
            assertThat(reading.errors()).as("seed %d:%n%s", seed, text).isEmpty();
            Policy read = reading.policy().orElseThrow();
            assertThat(PolicyPrinter.print(read)).as("seed %d", seed).isEqualTo(text);
            assertThat(unplaced(read.rules())).isEqualTo(policy.rules());
            assertThat(read.services())
                    .extracting(ServicePolicy::admission)
                    .isEqualTo(policy.services().stream().map(ServicePolicy::admission).toList());
            assertThat(read.services())
                    .extracting(ServicePolicy::timeLimits)
                    .isEqualTo(policy.services().stream().map(ServicePolicy::timeLimits).toList());
            assertThat(read.services())
                    .extracting(ServicePolicy::authentication)
                    .isEqualTo(
                            policy.services().stream().map(ServicePolicy::authentication).toList());
            assertThat(read.services())
                    .extracting(ServicePolicy::authorization)
                    .isEqualTo(
                            policy.services().stream().map(ServicePolicy::authorization).toList());
            assertThat(read.knownAddresses()).isEqualTo(policy.knownAddresses());
            assertThat(read.name()).isEqualTo(policy.name());
            rules += read.rules().size();
        }
        assertThat(rules).isEqualTo(12 * POLICIES);
    }

    private static List<RulePolicy> unplaced(List<RulePolicy> rules) {
        return rules.stream()
                .map(
                        r ->
                                new RulePolicy(
                                        r.id(),
                                        r.listeners(),
                                        r.fromZones(),
                                        r.toZones(),
                                        r.fromSubnets(),
                                        r.toSubnets(),
                                        r.fromPorts(),
                                        r.toPorts(),
                                        r.fromInterfaces(),
                                        r.toInterfaces(),
                                        r.fromInterfaceGroups(),
                                        r.toInterfaceGroups(),
                                        r.protocols(),
                                        r.toHosts(),
                                        r.detect(),
                                        r.users(),
                                        r.groups(),
                                        r.times(),
                                        r.service(),
                                        r.deny(),
                                        ""))
                .toList();
    }
}
