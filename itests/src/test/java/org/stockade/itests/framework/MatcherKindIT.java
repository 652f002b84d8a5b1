package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.stockade.itests.peers.Places;

/** A kind of matcher that a bundle brings: installed, updated and taken out again. */
class MatcherKindIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path storage;

    private static String policy(String matchers) throws IOException {
        return """
        stockade: 1
        listeners: { plain: { bind: ["127.0.0.1:%d"] } }
        matchers:
          own: { hosts: ads.test }
        %s
        """
                .formatted(Places.freePort(), matchers);
    }

    private static String ask(EmbeddedFirewall firewall, String name, String text) {
        Class<?>[] types = {String.class, String.class};
        return EmbeddedFirewall.call(firewall.ask("matchers"), "ask", types, name, text).toString();
    }

    private static String load(EmbeddedFirewall firewall, String policy) {
        Class<?>[] types = {String.class, String.class};
        return EmbeddedFirewall.call(firewall.firewall(), "load", types, "test", policy).toString();
    }

    private static void expect(EmbeddedFirewall firewall, String text, String said) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask(firewall, "both", text)).contains(said));
    }

    @ParameterizedTest
    @EnumSource
    void kindOfABundleShouldComeChangeAndGoWithIt(FrameworkProduct product) throws Exception {
        String theirs = "  theirs: marked\n  both: { combine: { or: [own, theirs] } }";
        try (EmbeddedFirewall firewall = EmbeddedFirewall.start(product, storage, policy(""))) {
            assertThat(ask(firewall, "own", "www.ads.test")).contains("matches=true");
            assertThat(load(firewall, policy(theirs)))
                    .contains("no kind is called \"marked\"", "windows-update");

            byte[] first = ProbeBundle.version(1).matching("marked").jar();
            Bundle bundle =
                    firewall.context().installBundle("probe", new ByteArrayInputStream(first));
            bundle.start();
            String policy = policy(theirs);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(load(firewall, policy)).contains("errors=[]"));
            expect(firewall, "xr001x", "matches=true");
            expect(firewall, "r002", "known=true, matches=false");

            byte[] second = ProbeBundle.version(2).matching("marked").jar();
            bundle.update(new ByteArrayInputStream(second));
            expect(firewall, "r002", "matches=true");
            expect(firewall, "r001", "known=true, matches=false");

            bundle.uninstall();
            expect(firewall, "r002", "known=false, matches=false");
            assertThat(ask(firewall, "both", "ads.test")).contains("known=false");
            assertThat(ask(firewall, "own", "ads.test")).contains("matches=true");
        }
    }
}
