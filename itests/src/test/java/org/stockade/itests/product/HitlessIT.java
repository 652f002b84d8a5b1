package org.stockade.itests.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;

/** The example {@code examples/hitless}, in short. */
class HitlessIT {
    @Test
    void noRequestShouldFailWhileCodeAndPolicyAreReplacedUnderLoad()
            throws IOException, InterruptedException {
        assumeTrue(Places.has("wrk"), "wrk");
        assumeTrue(Places.has("nginx"), "nginx");
        String script = Places.root().resolve("examples/hitless/run").toString();

        Run run = Run.of(Map.of(), List.of(script, "5", "2"), Duration.ofMinutes(5));

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .containsPattern("updates of the HTTP proxy bundle +0 +5\n")
                .containsPattern("policies loaded +0 +5\n")
                .containsPattern("failed requests +0 +0\n")
                .containsPattern("serves now .*proxy-http 0\\.1\\.0\\.v5\n");
    }
}
