package org.stockade.engine.internal.route;

import java.time.Duration;
import java.util.Optional;
import org.stockade.endpoint.PortRange;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;

/**
 * How the servers of a service are looked after: the key {@code check} of chainers that try
 * several.
 *
 * @param rise successes in a row that make a bad server good
 * @param fall failures in a row that make a good server bad
 * @param slowStart a server that has become good has its whole share after this time
 * @param host in an HTTP request, and the name in a TLS handshake; empty: the address
 * @param status of HTTP answers that count as a success
 */
public record Probe(
        Kind kind,
        Duration interval,
        Duration timeout,
        int rise,
        int fall,
        Duration slowStart,
        String host,
        String path,
        PortRange status) {
    /** What is asked of a server. */
    public enum Kind {
        /** That it accepts connections. */
        TCP,
        /** That it answers a request. */
        HTTP,
        /** That it completes a handshake; its certificate is not looked at. */
        TLS
    }

    /** As the policy has it. */
    public record Keys(
            @Setting(value = "tcp, http or tls.", def = "tcp") Kind kind,
            @Setting(
                            value = "From the end of one check to the next.",
                            def = "5s",
                            min = 1000,
                            max = 3_600_000)
                    Duration interval,
            @Setting(value = "Longest time for one check.", def = "2s", min = 1, max = 60_000)
                    Duration timeout,
            @Setting(
                            value = "Successes in a row that bring a server back.",
                            def = "2",
                            min = 1,
                            max = 100)
                    int rise,
            @Setting(
                            value = "Failures in a row that take a server out.",
                            def = "3",
                            min = 1,
                            max = 100)
                    int fall,
            @Setting(
                            value = "Time after which a server that came back has its whole share.",
                            def = "0ms",
                            max = 3_600_000)
                    Duration slowStart,
            @Setting("Host of the request, and name in the handshake; absent: the address.")
                    Optional<String> host,
            @Setting(value = "Path of the request.", def = "/") String path,
            @Setting(value = "Status codes that are a success.", def = "200-399")
                    PortRange status) {}

    /** Reads the key. */
    static Optional<Probe> of(Optional<Keys> written, Settings with) {
        written.filter(keys -> !isPlain(keys.path()) || !keys.path().startsWith("/"))
                .ifPresent(
                        keys ->
                                with.error(
                                        "check.path",
                                        "it begins with / and has visible ASCII alone"));
        written.flatMap(Keys::host)
                .filter(host -> !isPlain(host))
                .ifPresent(host -> with.error("check.host", "it has visible ASCII alone"));
        return written.map(
                keys ->
                        new Probe(
                                keys.kind(),
                                keys.interval(),
                                keys.timeout(),
                                keys.rise(),
                                keys.fall(),
                                keys.slowStart(),
                                keys.host().orElse(""),
                                keys.path(),
                                keys.status()));
    }

    /** Nothing that would end a line of the request or begin another. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
