package org.stockade.proxy.http.internal;

import org.junit.jupiter.api.Test;
import org.stockade.testkit.Play;

/** Clients that are set up to use a proxy. */
class ForwardProxyPlayTest {
    @Test
    void absoluteUrlShouldBecomeAPathAtItsServer() throws Exception {
        play().follows(
                        """
                        C> GET http://198.51.100.7/a?b HTTP/1.1\\r\\nHost: 198.51.100.7\\r\\nProxy-Connection: keep-alive\\r\\n\\r\\n\\
                        S< GET /a?b HTTP/1.1\\r\\nHost: 198.51.100.7\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        C> OPTIONS http://198.51.100.7:80 HTTP/1.1\\r\\nHost: 198.51.100.7\\r\\n\\r\\n\\
                        S< OPTIONS * HTTP/1.1\\r\\nHost: 198.51.100.7\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
    }

    @Test
    void connectShouldBeATunnelForWhatStandsBehindItToo() throws Exception {
        play().follows(
                        """
                        C> CONNECT 198.51.100.7:80 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nnot HTTP\\
                        C< HTTP/1.1 200 Connection established\\r\\n\\r\\n\\
                        S< not HTTP\\
                        S> at all\\
                        C< at all\\
                        C> <END>
                        S< <END>
                        S> still\\
                        C< still\\
                        S> <END>
                        C< <END>
                        """);
    }

    @Test
    void portThatIsNotPermittedShouldBeRefused() throws Exception {
        refused("GET http://198.51.100.7:81/", "403 Forbidden");
        refused("CONNECT 198.51.100.7:443", "403 Forbidden");
    }

    @Test
    void internalAddressShouldBeRefused() throws Exception {
        refused("GET http://127.0.0.1/", "403 Forbidden");
        refused("CONNECT [::ffff:127.0.0.1]:80", "403 Forbidden");
    }

    @Test
    void requestForTheProxyItselfShouldBeRefused() throws Exception {
        refused("GET /a", "400 Bad Request");
        refused("OPTIONS *", "400 Bad Request");
    }

    @Test
    void hostThatIsNotTheUrlsShouldBeRefused() throws Exception {
        play().follows(
                        """
                        C> GET http://198.51.100.7/ HTTP/1.1\\r\\nHost: evil.example\\r\\n\\r\\n\\
                        C< HTTP/1.1 400 Bad Request
                        """);
    }

    private static void refused(String line, String status) throws Exception {
        String host = line.replaceAll(".*(//| )([^/ ]*).*", "$2");
        play().follows(
                        "C> "
                                + line
                                + " HTTP/1.1\nC> Host: "
                                + (host.isEmpty() || host.equals("*") ? "h" : host)
                                + "\nC>\nC< HTTP/1.1 "
                                + status
                                + "\n");
    }

    private static Play play() {
        return Play.with(new HttpProxyFactory(), 4096)
                .router("inband")
                .settings("{ requests: { \"*\": accept }, ports: [80], connect-ports: [80] }");
    }
}
