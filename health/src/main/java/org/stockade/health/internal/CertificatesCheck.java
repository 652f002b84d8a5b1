package org.stockade.health.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.access.Deployment;
import org.stockade.access.Deployment.Trusted;
import org.stockade.health.Finding;
import org.stockade.health.HealthCheck;

/** Whether certificates that the policy trusts end soon, or have ended. */
@Component(property = "health.name=certificates")
public final class CertificatesCheck implements HealthCheck {
    /** So long before its end a certificate is warned of. */
    private static final Duration SOON = Duration.ofDays(30);

    private final CurrentDeployment current;
    private final InstantSource clock;

    @Activate
    public CertificatesCheck(@Reference CurrentDeployment current) {
        this(current, InstantSource.system());
    }

    CertificatesCheck(CurrentDeployment current, InstantSource clock) {
        this.current = current;
        this.clock = clock;
    }

    @Override
    public List<Finding> check() {
        Instant now = clock.instant();
        List<Finding> found = new ArrayList<>();
        for (Trusted each : current.get().map(Deployment::trusted).orElse(List.of())) {
            String which = "certificate " + each.subject() + " in " + each.file();
            // RFC 5280 section 4.1.2.5: valid through its end, inclusive.
            if (now.isAfter(each.end())) {
                found.add(
                        Finding.critical(
                                which + " expired at " + each.end() + ": its owner signs no more",
                                mend(each)));
            } else if (!now.isBefore(each.end().minus(SOON))) {
                found.add(Finding.warn(which + " expires at " + each.end(), mend(each)));
            }
        }
        return found;
    }

    private static String mend(Trusted certificate) {
        return "put the successor in "
                + certificate.file()
                + ", sign bundles with its key, then load the policy again";
    }
}
