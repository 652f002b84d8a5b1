package org.stockade.engine.internal.resolve;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.chain.HostResolver;
import org.stockade.chain.ResolverFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The kinds of resolver by the name that the policy has for them, and their keys. */
public enum ResolverKind implements ResolverFactory {
    SYSTEM("system") {
        @Override
        public HostResolver configure(Settings with) throws SettingsException {
            with.bind(None.class);
            return new SystemResolver();
        }
    },
    STATIC("static") {
        @Override
        public HostResolver configure(Settings with) throws SettingsException {
            Map<String, List<String>> written = with.bind(Static.class).hosts();
            if (written.isEmpty()) {
                with.error("hosts", "there is no host here; give at least one");
            }
            Map<String, List<InetAddress>> hosts = new HashMap<>();
            written.forEach(
                    (host, addresses) -> {
                        List<InetAddress> all = new ArrayList<>();
                        for (String text : addresses) {
                            SockAddr.literal(text)
                                    .ifPresentOrElse(
                                            all::add,
                                            () ->
                                                    with.error(
                                                            "hosts." + host,
                                                            "\""
                                                                    + text
                                                                    + "\" is no address; use"
                                                                    + " 192.0.2.1 or"
                                                                    + " 2001:db8::1"));
                        }
                        hosts.put(HostNames.plain(host), List.copyOf(all));
                    });
            return new StaticResolver(hosts);
        }
    },
    DNS("dns") {
        @Override
        public HostResolver configure(Settings with) throws SettingsException {
            Dns keys = with.bind(Dns.class);
            if (keys.servers().isEmpty() || keys.servers().size() > MOST_SERVERS) {
                with.error(
                        "servers", keys.servers().size() + " servers; give 1 to " + MOST_SERVERS);
            }
            List<SockAddr> servers = new ArrayList<>();
            for (String text : keys.servers()) {
                server(text)
                        .ifPresentOrElse(
                                servers::add,
                                () ->
                                        with.error(
                                                "servers",
                                                "\""
                                                        + text
                                                        + "\" is no server; use 192.0.2.53,"
                                                        + " 192.0.2.53:5353 or"
                                                        + " [2001:db8::53]:53"));
            }
            DnsLookup lookup =
                    new DnsLookup(
                            new DnsServers(servers, keys.timeout(), System::nanoTime),
                            System::nanoTime);
            return new DnsResolver(lookup, keys.family(), keys.cacheFor(), keys.cacheEntries());
        }
    };

    private static final int MOST_SERVERS = 8;

    private final String key;

    ResolverKind(String key) {
        this.key = key;
    }

    /** Its name in the policy. */
    public String key() {
        return key;
    }

    /** One resolver of this kind; every wrong setting is reported at its place. Asks nobody. */
    public abstract HostResolver configure(Settings with) throws SettingsException;

    private static Optional<SockAddr> server(String text) {
        Optional<SockAddr> bare = SockAddr.literal(text).map(each -> new SockAddr(each, 53));
        if (bare.isPresent()) {
            return bare;
        }
        try {
            return Optional.of(SockAddr.parse(text)).filter(each -> each.port() != 0);
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    // Keys

    record None() {}

    record Static(
            @Setting("Addresses of each host; one that is not here does not exist.")
                    Map<String, List<String>> hosts) {}

    record Dns(
            @Setting(
                            value = "DNS servers, 192.0.2.53 or 192.0.2.53:5353, in their order.",
                            shorthand = true)
                    List<String> servers,
            @Setting(value = "Longest wait for one server.", def = "2s", min = 1, max = 60_000)
                    Duration timeout,
            @Setting(value = "Addresses wanted: any, ipv4 or ipv6.", def = "any")
                    DnsLookup.Family family,
            @Setting(value = "Names kept.", def = "10000", max = 1_000_000) int cacheEntries,
            @Setting(
                            value = "Longest time a name is kept, whatever its server says.",
                            def = "1h",
                            min = 1,
                            max = 86_400_000)
                    Duration cacheFor) {}
}
