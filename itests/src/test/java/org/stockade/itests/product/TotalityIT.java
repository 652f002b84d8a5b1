package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stockade.itests.peers.Run;
import org.stockade.itests.peers.Stockade;

/** {@code ./stockade check --totality}, as an operator gives it before a policy goes out. */
class TotalityIT {
    private static final String POLICY =
            """
            stockade: 1
            zones:
              office: { subnets: [127.0.0.0/9] }
              guests: { subnets: [127.128.0.0/9] }
              world: { subnets: ["0.0.0.0/0", "::/0"] }
            listeners: { relay: { bind: ["127.0.0.1:0"] } }
            services: { relay: { proxy: plain, router: { direct: ["127.0.0.1:9"] } } }
            rules:
              - { listener: relay, from-zone: office, service: relay }
              - { listener: relay, from-zone: guests, deny: reset }
              - { listener: relay, from-zone: world, deny: true }
            """;

    @TempDir private Path folder;

    private Run check(String policy) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), policy);
        return Run.of(Stockade.script(), "check", "--totality", file.toString());
    }

    @Test
    void policyThatDecidesEveryPairShouldSayByWhichRule() throws Exception {
        Run run = check(POLICY);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        """
                        office -> listener relay: rule 1, service relay
                        guests -> listener relay: rule 2, denied
                        world -> listener relay: rule 3, denied
                        3 pairs: 3 decided, 0 in part, 0 by no rule
                        %s: no error
                        """
                                .formatted(folder.resolve("edge.yaml")));
    }

    // What no rule matches is refused, which is no error: the status says so.
    @Test
    void pairThatNoRuleDecidesShouldBeNamedFirst() throws Exception {
        Run run =
                check(
                        POLICY.replace(
                                "  - { listener: relay, from-zone: guests, deny: reset }\n", ""));
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("guests -> listener relay: no rule, refused\n")
                .contains("3 pairs: 2 decided, 0 in part, 1 by no rule\n");
    }

    @Test
    void pairThatIsDecidedInPartShouldNameTheRules() throws Exception {
        Run run = check(POLICY.replace("from-zone: guests", "from-zone: guests, user: ada"));
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("guests -> listener relay: in part, by rules 2; the rest is refused\n")
                .contains("3 pairs: 2 decided, 1 in part, 0 by no rule\n");
    }

    @Test
    void policyWithAnErrorShouldHaveStatusOneAndNoPairs() throws Exception {
        Run run = check(POLICY.replace("from-zone: guests", "from-zone: gests"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("pairs");
        assertThat(run.err()).contains("edge.yaml:10:", "unknown zone \"gests\"; did you mean");
    }
}
