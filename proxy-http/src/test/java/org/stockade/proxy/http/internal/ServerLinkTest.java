package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.StackedSession;

/** Server connections that other sessions used before, or may use afterwards. */
class ServerLinkTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Pool pool = new Pool();
    private final PipeEndpoint[] client = PipeEndpoint.pair(4096);
    private final StackedSession session = LoneSession.of(client[0], pool);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void closedConnectionsOfThePoolShouldNotSurface(int closed) throws Exception {
        for (int i = 0; i < closed; i++) {
            pool.add(used(), "");
        }
        pool.add(PipeEndpoint.pair(4096), OK);
        serve(GET);
        assertThat(client[1].rest()).startsWith("HTTP/1.1 200 OK");
        assertThat(pool.left()).isZero();
    }

    // RFC 9110 section 9.2.2: nobody knows whether the first try did something.
    @Test
    void requestThatIsNotIdempotentShouldNotBeRepeated() throws Exception {
        pool.add(used(), "");
        pool.add(PipeEndpoint.pair(4096), OK);
        serve("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
        assertThat(client[1].rest()).startsWith("HTTP/1.1 502 ");
        assertThat(pool.left()).isEqualTo(1);
    }

    @Test
    void connectionThatIsNewShouldNotBeTriedAgain() throws Exception {
        pool.add(PipeEndpoint.pair(4096), "");
        pool.add(PipeEndpoint.pair(4096), OK);
        serve(GET);
        assertThat(client[1].rest()).startsWith("HTTP/1.1 502 ");
        assertThat(pool.left()).isEqualTo(1);
    }

    @Test
    void connectionShouldBeGivenBackWhenItsClientEnds() throws Exception {
        pool.add(used(), OK);
        serve(GET);
        assertThat(pool.back).hasSize(1);
    }

    @Test
    void connectionShouldBeGivenBackWhileItsClientIsSilent() throws Exception {
        pool.add(used(), OK);
        client[1].send(GET);
        Thread proxy = Thread.ofVirtual().start(this::run);
        await().untilAsserted(() -> assertThat(pool.back).hasSize(1));
        pool.add(used(), OK);
        client[1].send(GET);
        await().untilAsserted(() -> assertThat(pool.left()).isZero());
        client[1].endOutput();
        proxy.join();
        assertThat(client[1].rest()).contains("ok").endsWith("ok").doesNotContain("502");
        assertThat(pool.back).hasSize(2);
    }

    // Bytes that nobody asked for would be the next session's answer.
    @Test
    void connectionThatIsNotCleanShouldNotBeGivenBack() throws Exception {
        PipeEndpoint[] server = used();
        pool.add(server, OK + "HTTP/1.1 200 Poisoned\r\n\r\n");
        client[1].send(GET);
        Thread proxy = Thread.ofVirtual().start(this::run);
        await().untilAsserted(() -> assertThat(server[1].wasReset()).isTrue());
        client[1].endOutput();
        proxy.join();
        assertThat(pool.back).isEmpty();
    }

    @Test
    void connectionThatItsServerHasClosedShouldNotBeGivenBack() throws Exception {
        PipeEndpoint[] server = used();
        pool.add(server, OK);
        client[1].send(GET);
        Thread proxy = Thread.ofVirtual().start(this::run);
        await().untilAsserted(() -> assertThat(client[1].rest()).endsWith("ok"));
        server[1].endOutput();
        await().untilAsserted(() -> assertThat(server[0].isClosed()).isTrue());
        client[1].endOutput();
        proxy.join();
        assertThat(pool.back).isEmpty();
    }

    // RFC 4559 section 6: whoever comes next on it would speak with this client's rights.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "WWW-Authenticate: NTLM",
                "WWW-Authenticate: Basic realm=\"x\", negotiate",
                "www-authenticate: Negotiate YII=",
                "Proxy-Authenticate: ntlm TlRM"
            })
    void authenticatedConnectionShouldNotBeGivenBack(String field) throws Exception {
        pool.add(used(), "HTTP/1.1 401 Unauthorized\r\n" + field + "\r\nContent-Length: 0\r\n\r\n");
        serve(GET);
        assertThat(client[1].rest()).startsWith("HTTP/1.1 401 ");
        assertThat(pool.back).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTLM TlRM", "Negotiate YII="})
    void connectionOfAClientThatAuthenticatesItShouldNotBeGivenBack(String credentials)
            throws Exception {
        pool.add(used(), OK);
        serve("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: " + credentials + "\r\n\r\n");
        assertThat(pool.back).isEmpty();
    }

    @Test
    void connectionWhoseRequestsAreAuthenticatedShouldBeGivenBack() throws Exception {
        pool.add(used(), OK);
        serve("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Basic TlRMOk5UTE0=\r\n\r\n");
        assertThat(pool.back).hasSize(1);
    }

    private void serve(String request) throws IOException {
        client[1].send(request);
        client[1].endOutput();
        run();
    }

    private void run() {
        try {
            new HttpProxy(Treadmill.policyForAnyMethod()).run(session);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A connection that has served before: something has come on it. */
    private static PipeEndpoint[] used() throws IOException {
        PipeEndpoint[] pair = PipeEndpoint.pair(4096);
        pair[1].send("x");
        pair[0].read(ByteBuffer.allocate(1));
        return pair;
    }

    /** Gives what the test put in, each with its answer there as soon as it is asked for. */
    private static final class Pool implements LoneSession.Servers {
        private final Deque<PipeEndpoint[]> connections = new ArrayDeque<>();
        private final Deque<String> answers = new ArrayDeque<>();
        private final List<Endpoint> back = Collections.synchronizedList(new ArrayList<>());

        synchronized void add(PipeEndpoint[] connection, String answer) {
            connections.add(connection);
            answers.add(answer);
        }

        synchronized int left() {
            return connections.size();
        }

        @Override
        public synchronized Endpoint connect() throws IOException {
            PipeEndpoint[] next = connections.poll();
            if (next == null) {
                throw new ConnectFailedException("nobody listens", false);
            }
            String answer = answers.remove();
            if (answer.isEmpty()) {
                next[1].close();
            } else {
                next[1].send(answer);
            }
            return next[0];
        }

        @Override
        public void giveBack(Endpoint done) {
            back.add(done);
        }
    }
}
