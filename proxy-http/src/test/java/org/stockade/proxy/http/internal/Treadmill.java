package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Settings;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;

/**
 * The proxy between peers that never wait, on one thread: what a request costs here is the proxy's
 * own cost and nobody else's.
 */
final class Treadmill {
    private static final String REQUEST =
            """
            GET /articles/2026/11/a-page-%05d.html?from=list HTTP/1.1
            Host: intranet.example:8080
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Accept-Language: en-GB,en;q=0.5
            Accept-Encoding: gzip, deflate, br
            Referer: http://intranet.example:8080/articles/
            Connection: keep-alive
            Cookie: session=6f1ed002ab5595859014ebf0951522d9

            """;
    private static final String RESPONSE =
            """
            HTTP/1.1 200 OK
            Server: nginx/1.22.1
            Date: Thu, 26 Nov 2026 01:00:00 GMT
            Content-Type: text/html; charset=utf-8
            Content-Length: 1024
            Last-Modified: Wed, 25 Nov 2026 10:00:00 GMT
            Connection: keep-alive
            ETag: "6745a1b0-400"
            Accept-Ranges: bytes

            """;

    private final MillEndpoint client;
    private final MillEndpoint server;
    private final StackedSession session;
    private final HttpProxy proxy = new HttpProxy(policy());

    /** Is told the number of each request before the proxy sees it. */
    interface Turn {
        void begins(int number);
    }

    private Treadmill(byte[][] asked, int requests, Turn turn) {
        client = new MillEndpoint(asked, requests, turn, null);
        server =
                new MillEndpoint(
                        new byte[][] {octets(RESPONSE, "x".repeat(1024))},
                        requests,
                        number -> {},
                        client);
        session =
                LoneSession.of(
                        client,
                        new LoneSession.Servers() {
                            @Override
                            public Endpoint connect() {
                                return server;
                            }

                            @Override
                            public void giveBack(Endpoint done) {
                                done.close();
                            }
                        });
    }

    /** Requests of a browser for small pages. */
    static Treadmill ofGets(int requests, Turn turn) {
        byte[][] asked = new byte[16][];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = octets(REQUEST.formatted(i), "");
        }
        return new Treadmill(asked, requests, turn);
    }

    /**
     * Requests whose octets come in these pieces, one after the other.
     *
     * @param pieces how many in all; no fork can be started
     */
    static Treadmill ofPieces(int pieces, String... wire) {
        byte[][] asked = new byte[wire.length][];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = wire[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        return new Treadmill(asked, pieces, number -> {});
    }

    private static byte[] octets(String head, String body) {
        return (head.replace("\n", "\r\n") + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Serves all requests. */
    void run() throws IOException {
        proxy.run(session);
    }

    MillEndpoint client() {
        return client;
    }

    MillEndpoint server() {
        return server;
    }

    private static HttpPolicy policy() {
        return policy(Map.of("GET", RequestVerdict.ACCEPT, "*", RequestVerdict.DENY));
    }

    static HttpPolicy policyForAnyMethod() {
        return policy(Map.of("*", RequestVerdict.ACCEPT));
    }

    private static HttpPolicy policy(Map<String, RequestVerdict> requests) {
        return HttpPolicy.of(
                new HttpSettings(
                        requests,
                        List.of("80"),
                        List.of("443"),
                        Map.of(),
                        8192,
                        8192,
                        100,
                        65536,
                        256,
                        0,
                        0,
                        0,
                        Duration.ofSeconds(1),
                        false,
                        true,
                        true,
                        Optional.empty(),
                        false,
                        false,
                        "stockade"),
                new Settings() {
                    @Override
                    public <R extends Record> R bind(Class<R> type) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public Optional<Child> child(String key) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void error(String path, String message) {
                        throw new IllegalArgumentException(path + ": " + message);
                    }
                });
    }
}
