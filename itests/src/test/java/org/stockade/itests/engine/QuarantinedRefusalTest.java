package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.testkit.MemoryTransport;
import org.stockade.testkit.TestFirewall;

/** What is refused for another reason runs no code of a quarantined bundle either. */
class QuarantinedRefusalTest {
    private static final SockAddr CLIENT = SockAddr.of("192.0.2.99", 0);

    private static final Recipe THROWING =
            new Recipe() {
                @Override
                public Proxy create() {
                    return session -> {
                        throw new IllegalStateException("boom");
                    };
                }

                @Override
                public void refuse(Endpoint client, String why) throws IOException {
                    client.write(ByteBuffer.wrap("no".getBytes(StandardCharsets.US_ASCII)));
                }
            };

    private static String ask(MemoryTransport network) throws IOException {
        return Bench.everything(network.dial(CLIENT, Bench.FIREWALL));
    }

    @Test
    void maintenanceOfAQuarantinedProxyShouldBeSilent() throws Exception {
        MemoryTransport network = new MemoryTransport(4096);
        String policy = "budgets: { it: { errors-per-minute: 1 } }\n" + Bench.policy(Bench.DIRECT);
        try (TestFirewall firewall =
                new TestFirewall(network, Map.of("it", with -> THROWING), policy)) {
            String service = firewall.firewall().services().getFirst().name();
            firewall.firewall().maintain(service, Optional.of("back at noon"));
            assertThat(ask(network)).isEqualTo("no");
            firewall.firewall().maintain(service, Optional.empty());
            assertThat(ask(network)).isEqualTo("<RESET>");
            Bench.until(() -> firewall.firewall().quarantines().size() == 1);

            firewall.firewall().maintain(service, Optional.of("back at noon"));
            assertThat(ask(network)).isEmpty();
        }
    }
}
