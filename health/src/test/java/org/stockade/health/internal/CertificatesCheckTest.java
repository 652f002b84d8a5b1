package org.stockade.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stockade.access.Deployment.Trusted;
import org.stockade.health.Finding;
import org.stockade.health.Finding.Status;

/** Certificates that end. */
class CertificatesCheckTest {
    private static final Instant END = Instant.parse("2026-06-30T12:00:00Z");
    private static final Path FILE = Path.of("keys", "alice.pem");

    private final FakeDeployment deployment = new FakeDeployment();

    private List<Finding> at(Instant now) {
        deployment.trusted.clear();
        deployment.trusted.add(new Trusted(FILE, "CN=alice", END));
        return new CertificatesCheck(deployment.current(), () -> now).check();
    }

    @Test
    void certificateShouldBeWarnedOfFromThirtyDaysBeforeItsEnd() {
        Instant soon = END.minus(Duration.ofDays(30));
        assertThat(at(soon.minusSeconds(1))).isEmpty();
        for (Instant now : List.of(soon, END)) {
            assertThat(at(now))
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.status()).isEqualTo(Status.WARN);
                                assertThat(it.what())
                                        .isEqualTo(
                                                "certificate CN=alice in "
                                                        + FILE
                                                        + " expires at 2026-06-30T12:00:00Z");
                                assertThat(it.mend()).contains("the successor in " + FILE);
                            });
        }
    }

    @Test
    void expiredCertificateShouldBeCritical() {
        assertThat(at(END.plusSeconds(1)))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.status()).isEqualTo(Status.CRITICAL);
                            assertThat(it.what())
                                    .contains("CN=alice", "expired at 2026-06-30T12:00:00Z");
                        });
    }

    @Test
    void frameworkWithoutDeploymentRulesShouldBeWell() {
        assertThat(new CertificatesCheck(new CurrentDeployment(), () -> END).check()).isEmpty();
    }
}
