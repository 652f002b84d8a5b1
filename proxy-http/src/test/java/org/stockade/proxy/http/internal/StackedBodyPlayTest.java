package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.stockade.proxy.Proxy;
import org.stockade.session.Payload;
import org.stockade.session.Verdict;
import org.stockade.testkit.Play;

/** Response bodies on their way through a child. */
class StackedBodyPlayTest {
    private static final Verdict ACCEPT = new Verdict.Accept();

    @Test
    void whatTheChildWritesShouldBeTheBody() throws Exception {
        AtomicReference<Object> seen = new AtomicReference<>();
        Proxy upperCase =
                session -> {
                    seen.set(
                            session.attribute("http.url")
                                    + " "
                                    + session.attribute("http.method")
                                    + " "
                                    + session.attribute("http.mime_type")
                                    + " "
                                    + ((Payload.OneWay) session.payload()).length());
                    rewrite((Payload.OneWay) session.payload());
                };
        play(upperCase)
                .follows(
                        """
                        C> GET /p HTTP/1.1\\r\\nHost: h\\r\\nAccept-Encoding: gzip\\r\\n\\r\\n\\
                        S< GET /p HTTP/1.1\\r\\nHost: h\\r\\nAccept-Encoding: identity\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: Text/HTML; charset=x\\r\\nContent-Length: 5\\r\\nAccept-Ranges: bytes\\r\\n\\r\\nhello\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Type: Text/HTML; charset=x\\r\\nTransfer-Encoding: chunked\\r\\nVia: 1.1 stockade\\r\\n\\r\\n5\\r\\nHELLO\\r\\n0\\r\\n\\r\\n\\
                        C> GET /q HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET /q HTTP/1.1\\r\\nHost: h\\r\\nAccept-Encoding: identity\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
        assertThat(seen).hasValue("http://h/p GET text/html 5");
    }

    @Test
    void typeThatNoChildIsForShouldPass() throws Exception {
        play(session -> session.verdict(new Verdict.Reject("never")))
                .follows(
                        """
                        C> GET /p HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\nVia: 1.1 stockade\\r\\n\\r\\nhello\\
                        """);
    }

    @Test
    void refusedBodyShouldBeAPageAndNothingElse() throws Exception {
        Proxy censor =
                session -> {
                    rewrite((Payload.OneWay) session.payload());
                    session.verdict(new Verdict.Reject("a word"));
                };
        play(censor)
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\
                        C< HTTP/1.1 403 Forbidden\\r\\nConnection: close\\r\\nContent-Type: text/html; charset=utf-8\\r\\nContent-Length: \\
                        """);
    }

    @Test
    void childThatFailsShouldBeA502() throws Exception {
        play(session -> {
                    throw new IllegalStateException("broken");
                })
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\
                        C< HTTP/1.1 502 Bad Gateway
                        """);
    }

    @Test
    void bodyThatTheChildCannotReadShouldBeRefused() throws Exception {
        for (String field :
                new String[] {
                    "Content-Encoding: gzip", "Content-Type: text/plain", "Content-Type: x"
                }) {
            play(session -> session.verdict(ACCEPT))
                    .follows(
                            """
                            C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                            S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n%s\\r\\n\\r\\nhello\\
                            C< HTTP/1.1 502 Bad Gateway
                            """
                                    .formatted(field));
        }
    }

    @Test
    void serverThatBreaksOffShouldLeaveNoHalfBody() throws Exception {
        play(session -> rewrite((Payload.OneWay) session.payload()))
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 9\\r\\n\\r\\nhello\\
                        S> <END>
                        C< HTTP/1.1 502 Bad Gateway
                        """);
    }

    @Test
    void refusalAfterAPartWentOutShouldCutTheResponseOff() throws Exception {
        Proxy late =
                session -> {
                    Payload.OneWay payload = (Payload.OneWay) session.payload();
                    rewrite(payload);
                    payload.to().flush();
                    session.verdict(new Verdict.Reject("a word"));
                };
        play(late, ", hold: none")
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\
                        C< <RESET>
                        """);
    }

    @Test
    void childThatReadsNothingShouldMakeAnEmptyBodyAndLeaveTheServerUsable() throws Exception {
        play(session -> session.verdict(ACCEPT))
                .follows(
                        """
                        C> GET /1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nTransfer-Encoding: chunked\\r\\nVia: 1.1 stockade\\r\\n\\r\\n0\\r\\n\\r\\n\\
                        C> GET /2 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET /1 HTTP/1.1\\r\\nHost: h\\r\\nAccept-Encoding: identity\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S< GET /2 HTTP/1.1\\r\\nHost: h\\r\\nAccept-Encoding: identity\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
    }

    @Test
    void clientOf10ShouldGetTheBodyUpToTheEnd() throws Exception {
        play(session -> rewrite((Payload.OneWay) session.payload()))
                .follows(
                        """
                        C> GET / HTTP/1.0\\r\\nHost: h\\r\\nConnection: keep-alive\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nVia: 1.1 stockade\\r\\nConnection: close\\r\\n\\r\\nHELLO\\
                        C< <END>
                        """);
    }

    @Test
    void everyOtherVerdictShouldKeepTheContentBack() throws Exception {
        String request = "C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\\n";
        String response =
                "S> HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 5\\r\\n\\r\\nhello\\\n";
        play(session -> session.verdict(new Verdict.Drop("x")))
                .follows(request + response + "C< HTTP/1.1 403 Forbidden\n");
        play(session -> session.verdict(new Verdict.Failed("x")))
                .follows(request + response + "C< HTTP/1.1 502 Bad Gateway\n");
        play(session -> session.verdict(new Verdict.Abort("x")))
                .follows(request + response + "C< <RESET>\n");
    }

    private static void rewrite(Payload.OneWay payload) throws java.io.IOException {
        ByteBuffer some = ByteBuffer.allocate(100);
        while (payload.from().read(some) >= 0) {
            String upper =
                    StandardCharsets.US_ASCII
                            .decode(some.flip())
                            .toString()
                            .toUpperCase(java.util.Locale.ROOT);
            payload.to().write(StandardCharsets.US_ASCII.encode(upper));
            some.clear();
        }
    }

    private static Play play(Proxy child) {
        return play(child, "");
    }

    private static Play play(Proxy child, String hold) {
        return Play.with(new HttpProxyFactory(), 4096)
                .also("child", with -> () -> child)
                .settings(
                        "{ requests: { \"*\": accept }, response-bodies: { text/html: { proxy: child"
                                + hold
                                + " } } }");
    }
}
