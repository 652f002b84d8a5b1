package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.AbstractSession.Key;
import org.stockade.session.StackedSession;

class HttpAttributesTest {
    private final StackedSession session =
            LoneSession.of(
                    PipeEndpoint.pair(1)[0],
                    new LoneSession.Servers() {
                        @Override
                        public Endpoint connect() {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public void giveBack(Endpoint done) {
                            throw new UnsupportedOperationException();
                        }
                    });
    private final HttpAttributes attributes = new HttpAttributes();

    @Test
    void exchangeUnderWayShouldBeTold() throws Exception {
        session.publishAll(attributes);
        assertThat(session.attribute(HttpAttributes.URL)).isEmpty();
        attributes.begin(request("/a"));
        assertThat(session.attribute(HttpAttributes.URL)).contains("http://h.example/a");
        assertThat(session.attribute(HttpAttributes.METHOD)).contains("GET");
        assertThat(session.attribute(HttpAttributes.VERSION)).contains("1.1");
        assertThat(session.attribute(HttpAttributes.HOST)).contains("h.example");
        assertThat(session.attribute(HttpAttributes.STATUS)).isEmpty();
        assertThat(session.attribute(HttpAttributes.MIME_TYPE)).isEmpty();
        attributes.respond(
                new ResponseHead(
                        Version.HTTP_1_1, 404, "", FramingTest.fields("Content-Type: Text/X")));
        assertThat(session.attribute(HttpAttributes.STATUS)).contains(404);
        assertThat(session.attribute(HttpAttributes.MIME_TYPE)).contains("text/x");
        attributes.begin(request("/b"));
        assertThat(session.attribute(HttpAttributes.URL)).contains("http://h.example/b");
        assertThat(session.attribute(HttpAttributes.STATUS)).isEmpty();
        assertThat(session.attribute(HttpAttributes.MIME_TYPE)).isEmpty();
    }

    // The octets of a head are the connection's thread's, which may be reading the next one.
    @Test
    void otherThreadsShouldSeeFieldsOnlyOnceTheyAreCopied() throws Exception {
        session.publishAll(attributes);
        attributes.begin(request("/a"));
        assertThat(elsewhere(HttpAttributes.URL)).contains("http://h.example/a");
        assertThat(elsewhere(HttpAttributes.REQUEST_HEADERS)).isEmpty();
        assertThat(session.attribute(HttpAttributes.REQUEST_HEADERS))
                .contains("Host: h.example\r\n");
        assertThat(elsewhere(HttpAttributes.REQUEST_HEADERS)).contains("Host: h.example\r\n");
        attributes.begin(request("/b"));
        assertThat(elsewhere(HttpAttributes.REQUEST_HEADERS)).isEmpty();
    }

    private <T> Optional<T> elsewhere(Key<T> key) {
        return CompletableFuture.supplyAsync(() -> session.attribute(key)).join();
    }

    private static Request request(String target) throws MalformedMessageException {
        HeadParser parser = HeadParser.request(HeadLimits.DEFAULT);
        String wire = "GET " + target + " HTTP/1.1\r\nHost: h.example\r\n\r\n";
        parser.parse(ByteBuffer.wrap(Octets.of(wire)));
        RequestHead head =
                RequestHead.parse(
                        parser.octets(),
                        parser.startFrom(),
                        parser.startTo(),
                        parser.fields(),
                        100);
        Authorities authorities = new Authorities(256);
        Authority host = Authority.parse("h.example", 256);
        return new Request(
                head, Target.parse("GET", target, authorities).at(host), Framing.None.HERE, false);
    }
}
