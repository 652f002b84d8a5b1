package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.Play;

/** Between clients that know of no proxy and one server. */
class ReverseProxyPlayTest {
    private static final String ANY = "{ requests: { \"*\": accept } }";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096})
    void exchangesShouldFollowEachOtherOnBothConnections(int bytesPerRead) throws Exception {
        play(bytesPerRead)
                .follows(
                        """
                        C> GET /a HTTP/1.1
                        C> Host: h.example
                        C> X-Is:   kept
                        C>
                        S< GET /a HTTP/1.1
                        S< Host: h.example
                        S< X-Is: kept
                        S< Via: 1.1 stockade
                        S<
                        S> HTTP/1.1 200 OK
                        S> Content-Length: 2
                        S>
                        S> hi\\
                        C< HTTP/1.1 200 OK
                        C< Content-Length: 2
                        C< Via: 1.1 stockade
                        C<
                        C< hi\\
                        C> POST /b HTTP/1.1
                        C> Host: h.example
                        C> Transfer-Encoding: chunked
                        C>
                        C> 3;ext=1
                        C> abc
                        C> 0
                        C> X-Trailer: 1
                        C>
                        S< POST /b HTTP/1.1
                        S< Host: h.example
                        S< Transfer-Encoding: chunked
                        S< Via: 1.1 stockade
                        S<
                        """
                                + (bytesPerRead == 1
                                        ? "S< 1\nS< a\nS< 1\nS< b\nS< 1\nS< c\n"
                                        : bytesPerRead == 2
                                                ? "S< 2\nS< ab\nS< 1\nS< c\n"
                                                : "S< 3\nS< abc\n")
                                + """
                        S< 0
                        S<
                        S> HTTP/1.1 204 No Content
                        S>
                        C< HTTP/1.1 204 No Content
                        C< Via: 1.1 stockade
                        C<
                        C> <END>
                        C< <END>
                        """);
    }

    @Test
    void pipelinedRequestsShouldBeAnsweredInTheirOrder() throws Exception {
        play(4096)
                .follows(
                        """
                        C> GET /1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\nPOST /2 HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 2\\r\\n\\r\\nabGET /3 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET /1 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n1\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nVia: 1.1 stockade\\r\\n\\r\\n1\\
                        S< POST /2 HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 2\\r\\nVia: 1.1 stockade\\r\\n\\r\\nab\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n2\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nVia: 1.1 stockade\\r\\n\\r\\n2\\
                        S< GET /3 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n3\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nVia: 1.1 stockade\\r\\n\\r\\n3\\
                        """);
    }

    @Test
    void responseWithoutBodyShouldNotWaitForOne() throws Exception {
        play(4096)
                .follows(
                        """
                        C> HEAD / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< HEAD / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 304 Not Modified\\r\\nETag: "x"\\r\\n\\r\\n\\
                        C< HTTP/1.1 304 Not Modified\\r\\nETag: "x"\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 204 No Content\\r\\n\\r\\n\\
                        C< HTTP/1.1 204 No Content\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
    }

    @Test
    void chunkedResponseShouldEndWithTheConnectionForAClientOf10() throws Exception {
        play(4096)
                .follows(
                        """
                        C> GET / HTTP/1.0\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.0 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nhi\\r\\n0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nVia: 1.1 stockade\\r\\nConnection: close\\r\\n\\r\\nhi\\
                        C< <END>
                        """);
    }

    @Test
    void clientOf10ShouldKeepItsConnectionWhereItAsksTo() throws Exception {
        play(4096)
                .follows(
                        """
                        C> GET / HTTP/1.0\\r\\nHost: h\\r\\nConnection: keep-alive\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.0 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nVia: 1.0 stockade\\r\\nConnection: keep-alive\\r\\n\\r\\nhi\\
                        C> GET / HTTP/1.0\\r\\nHost: h\\r\\n\\r\\n\\
                        S* 2
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.0 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.0 200 OK\\r\\n\\r\\nhi\\
                        S> <END>
                        C< HTTP/1.1 200 OK\\r\\nVia: 1.0 stockade\\r\\nConnection: close\\r\\n\\r\\nhi\\
                        C< <END>
                        """);
    }

    @Test
    void responseCutShortShouldNotLookWhole() throws Exception {
        play(4096)
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nhi\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\nVia: 1.1 stockade\\r\\n\\r\\n2\\r\\nhi\\r\\n\\
                        S> <END>
                        C< <RESET>
                        """);
    }

    @Test
    void serverThatClosesAKeptConnectionShouldBeAskedAgainOnANewOne() throws Exception {
        play(4096)
                .follows(
                        """
                        C> GET /1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET /1 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        C> GET /2 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET /2 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> <END>
                        S* 2
                        S< GET /2 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
    }

    @Test
    void postShouldNotBeSentTwice() throws Exception {
        play(4096)
                .follows(
                        """
                        C> GET /1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET /1 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        C> POST /2 HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\n\\r\\nx\\
                        S< POST /2 HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\nVia: 1.1 stockade\\r\\n\\r\\nx\\
                        S> <END>
                        C< HTTP/1.1 502 Bad Gateway
                        """);
    }

    @Test
    void bytesOfAnIdleServerShouldNeverBecomeAResponse() throws Exception {
        LogTap log =
                play(4096)
                        .follows(
                                """
                                C> GET /1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                                S< GET /1 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                                S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                                C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                                S> HTTP/1.1 200 Poisoned\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                                C> GET /2 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                                S* 2
                                S< GET /2 HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                                S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                                C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                                """);
        assertThat(log.of("http.desync")).hasSize(1);
    }

    @Test
    void bodyShouldWaitForTheServersContinue() throws Exception {
        play(4096)
                .follows(
                        """
                        C> PUT / HTTP/1.1\\r\\nHost: h\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\n\\r\\n\\
                        S< PUT / HTTP/1.1\\r\\nHost: h\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 100 Go on\\r\\n\\r\\n\\
                        C< HTTP/1.1 100 Continue\\r\\n\\r\\n\\
                        C> abc\\
                        S< abc\\
                        S> HTTP/1.1 201 Created\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 201 Created\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
    }

    @Test
    void serverThatKeepsSilentShouldGetTheBodyAllTheSame() throws Exception {
        play(4096)
                .settings("{ requests: { \"*\": accept }, timeout-continue: 20ms }")
                .follows(
                        """
                        C> PUT / HTTP/1.1\\r\\nHost: h\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\n\\r\\n\\
                        C< HTTP/1.1 100 Continue\\r\\n\\r\\n\\
                        C> abc\\
                        S< PUT / HTTP/1.1\\r\\nHost: h\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\nVia: 1.1 stockade\\r\\n\\r\\nabc\\
                        S> HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        """);
    }

    @Test
    void finalResponseInPlaceOfAContinueShouldEndTheConnection() throws Exception {
        play(4096)
                .follows(
                        """
                        C> PUT / HTTP/1.1\\r\\nHost: h\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\n\\r\\n\\
                        S< PUT / HTTP/1.1\\r\\nHost: h\\r\\nExpect: 100-continue\\r\\nContent-Length: 3\\r\\nVia: 1.1 stockade\\r\\n\\r\\n\\
                        S> HTTP/1.1 413 No\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 413 No\\r\\nContent-Length: 0\\r\\nVia: 1.1 stockade\\r\\nConnection: close\\r\\n\\r\\n\\
                        C< <END>
                        """);
    }

    @Test
    void earlyAnswerShouldReachAClientThatStillSends() throws Exception {
        play(4096)
                .follows(
                        """
                        C> POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 100000\\r\\n\\r\\nabc\\
                        S< POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 100000\\r\\nVia: 1.1 stockade\\r\\n\\r\\nabc\\
                        S> HTTP/1.1 403 No\\r\\nContent-Length: 2\\r\\n\\r\\nno\\
                        C< HTTP/1.1 403 No\\r\\nContent-Length: 2\\r\\nVia: 1.1 stockade\\r\\nConnection: close\\r\\n\\r\\nno\\
                        C< <END>
                        C> more\\
                        C> <END>
                        """);
    }

    @Test
    void brokenBodyShouldBeThe400OfItsClient() throws Exception {
        play(4096)
                .follows(
                        """
                        C> POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n\\
                        S< POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\nVia: 1.1 stockade\\r\\n\\r\\n3\\r\\nabc\\r\\n\\
                        C> 0x3\\r\\n\\
                        C< HTTP/1.1 400 Bad Request
                        S< <RESET>
                        """);
    }

    @Test
    void bodyOverItsLimitShouldBeA413() throws Exception {
        play(4096)
                .settings("{ requests: { \"*\": accept }, max-body-length: 4 }")
                .follows(
                        """
                        C> POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nabcde\\r\\n\\
                        C< HTTP/1.1 413 Content Too Large
                        """);
        play(4096)
                .settings("{ requests: { \"*\": accept }, max-body-length: 4 }")
                .follows(
                        """
                        C> POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 5\\r\\n\\r\\n\\
                        C< HTTP/1.1 413 Content Too Large
                        """);
    }

    @Test
    void clientThatSendsNothingShouldGetA408() throws Exception {
        play(4096).timeLimits("{ head: 50ms }").follows("C< HTTP/1.1 408 Request Timeout\n");
        play(4096)
                .timeLimits("{ head: 50ms }")
                .follows("C> GET / HT\\\nC< HTTP/1.1 408 Request Timeout\n");
    }

    @Test
    void serverThatDoesNotAnswerShouldBeA504() throws Exception {
        play(4096)
                .timeLimits("{ response: 50ms }")
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        C< HTTP/1.1 504 Gateway Timeout
                        """);
        play(4096)
                .timeLimits("{ response: 50ms }")
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 20\\
                        C< HTTP/1.1 504 Gateway Timeout
                        """);
    }

    @Test
    void serverThatCannotBeReachedShouldBeA502() throws Exception {
        play(4096)
                .follows(
                        """
                        S! refuse
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        C< HTTP/1.1 502 Bad Gateway
                        """);
    }

    @Test
    void methodThatNoPolicyNamesShouldNotReachTheServer() throws Exception {
        LogTap log =
                Play.with(new HttpProxyFactory(), 4096)
                        .settings("{ requests: { GET: accept } }")
                        .follows(
                                """
                                C> get / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                                C< HTTP/1.1 403 Forbidden
                                """);
        assertThat(log.of("http.refused")).singleElement().asString().contains("status='403'");
    }

    @Test
    void abortedMethodShouldGetNoAnswer() throws Exception {
        Play.with(new HttpProxyFactory(), 4096)
                .settings("{ requests: { TRACE: abort } }")
                .follows(
                        """
                        C> TRACE / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        C< <END>
                        """);
    }

    @Test
    void lastPermittedRequestShouldEndTheConnection() throws Exception {
        play(4096)
                .settings("{ requests: { \"*\": accept }, max-keepalive-requests: 1, via: none }")
                .follows(
                        """
                        C> GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n\\
                        C< <END>
                        """);
    }

    private static Play play(int bytesPerRead) {
        return Play.with(new HttpProxyFactory(), bytesPerRead).settings(ANY);
    }
}
