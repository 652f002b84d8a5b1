package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private final List<FieldName> ignored = new ArrayList<>();
    private final Forwarding forwarding = new Forwarding(Optional.of("stockade"), ignored::add);

    @Test
    void fieldsOfOneHopShouldNotGoOn() throws Exception {
        assertThat(
                        request(
                                "Host: x;Connection: close, X-Hop;Keep-Alive: 5;TE: trailers;Trailer: X;"
                                        + "Upgrade: h2c;HTTP2-Settings: AA;Proxy-Connection: keep-alive, Y;"
                                        + "Proxy-Authorization: Basic x;X-Hop: 1;Y: 2;Z: 3"))
                .hasToString("Host: h.example\r\nZ: 3\r\nVia: 1.1 stockade\r\n");
    }

    @Test
    void connectionShouldNotRemoveWhatTheMessageNeeds() throws Exception {
        assertThat(request("Connection: host, COOKIE;Cookie: a=b"))
                .hasToString("Host: h.example\r\nCookie: a=b\r\nVia: 1.1 stockade\r\n");
        assertThat(ignored).containsExactly(FieldName.HOST, FieldName.COOKIE);
    }

    @Test
    void viaShouldFollowThoseBefore() throws Exception {
        assertThat(request("Via: 1.0 a"))
                .hasToString("Host: h.example\r\nVia: 1.0 a\r\nVia: 1.1 stockade\r\n");
    }

    @Test
    void bodiesForAChildShouldBeAskedForWholeAndNotEncoded() throws Exception {
        String sent = request("Accept-Encoding: gzip;Range: bytes=0-1;If-Range: x;A: 1", true);
        assertThat(sent)
                .isEqualTo(
                        "Host: h.example\r\nA: 1\r\nAccept-Encoding: identity\r\nVia: 1.1 stockade\r\n");
    }

    @Test
    void altSvcShouldNotLeadClientsAway() {
        assertThat(response("Alt-Svc: h3;Server: x", new Framing.Length(2), 200))
                .hasToString("Server: x\r\nContent-Length: 2\r\nVia: 1.1 stockade\r\n");
    }

    @Test
    void lengthOfWhatIsNotSentShouldStayWhereItMeansSomething() {
        assertThat(response("Content-Length: 5", new Framing.None(), 304))
                .hasToString("Content-Length: 5\r\nVia: 1.1 stockade\r\n");
        assertThat(response("Content-Length: 5", new Framing.None(), 204))
                .hasToString("Via: 1.1 stockade\r\n");
    }

    private String response(String fields, Framing framing, int status) {
        HeadWriter out = new HeadWriter();
        forwarding.response(
                out,
                new ResponseHead(Version.HTTP_1_1, status, "", FramingTest.fields(fields)),
                framing,
                false);
        return out.toString();
    }

    private String request(String fields) throws Exception {
        return request(fields, false);
    }

    private String request(String fields, boolean wholeBodies) throws Exception {
        HeadWriter out = new HeadWriter();
        RequestHead head = FramingTest.request(Version.HTTP_1_1, fields);
        forwarding.request(
                out, new Request(head, target(), new Framing.None(), false), wholeBodies);
        return out.toString();
    }

    private static Target target() throws MalformedMessageException {
        return Target.parse("POST", "http://h.example/", new Authorities(256));
    }
}
