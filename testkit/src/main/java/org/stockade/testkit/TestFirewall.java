package org.stockade.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.stockade.access.Firewall;
import org.stockade.chain.RouterFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.engine.internal.FirewallComponent;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.policy.internal.signing.PolicyDeployment;
import org.stockade.proxy.ProxyFactory;

/** The real engine and the real policy, without a framework: on sockets or in memory. */
public final class TestFirewall implements AutoCloseable {
    private final Path state;
    private final FixedRevisions revisions;
    private final FirewallComponent firewall;

    /**
     * Starts and waits until it serves.
     *
     * @throws IOException if the policy is refused, with every error
     */
    public TestFirewall(Transport transport, Map<String, ProxyFactory> proxies, String policy)
            throws IOException {
        this(transport, proxies, Map.of(), policy);
    }

    /** Likewise, with these routers besides the engine's. */
    public TestFirewall(
            Transport transport,
            Map<String, ProxyFactory> proxies,
            Map<String, RouterFactory> routers,
            String policy)
            throws IOException {
        this(transport, new FixedRevisions(proxies, routers), policy);
    }

    /** Likewise, with what else bundles might bring. */
    public TestFirewall(Transport transport, FixedRevisions revisions, String policy)
            throws IOException {
        this(transport, revisions, policy, Map.of());
    }

    /** Likewise, with what else the PID {@code org.stockade} may have. */
    public TestFirewall(
            Transport transport,
            FixedRevisions revisions,
            String policy,
            Map<String, Object> further)
            throws IOException {
        this.revisions = revisions;
        state = Files.createTempDirectory("stockade-test");
        YamlPolicyParser parser = new YamlPolicyParser();
        Map<String, Object> config = new HashMap<>();
        config.put("policy.text", policy);
        config.put("firewall.name", "edge");
        config.put("state.dir", state.toString());
        config.putAll(further);
        firewall =
                new FirewallComponent(
                        parser,
                        new PolicyDeployment(parser, property -> null),
                        revisions,
                        () -> transport,
                        config);
        try {
            firewall.awaitServing(Duration.ofSeconds(10));
        } catch (IOException refused) {
            close();
            throw refused;
        }
    }

    /** What a shell would ask. */
    public Firewall firewall() {
        return firewall;
    }

    /** Where a listener listens; the first of its addresses. */
    public SockAddr address(String listener) {
        return firewall.listeners().stream()
                .filter(each -> each.listener().equals(listener))
                .findFirst()
                .orElseThrow()
                .address();
    }

    /** As if proxy bundles had been installed, updated or stopped. */
    public void exchange(Map<String, ProxyFactory> proxies) {
        revisions.exchange(proxies);
    }

    /** Ends it, and takes away what it kept. */
    @Override
    public void close() {
        firewall.deactivate();
        try (Stream<Path> kept = Files.walk(state)) {
            kept.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException changing) {
            // A session that was left behind still writes: what it writes stays.
        }
    }
}
