package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorPageTest {
    @Test
    void pageShouldBeFramedAndNotCached() throws Exception {
        String wire = written(new ErrorPage(403, "Method GET is not permitted", "(f/s:1)"), false);
        int end = wire.indexOf("\r\n\r\n");
        String body = wire.substring(end + 4);
        assertThat(wire).startsWith("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n");
        assertThat(wire.substring(0, end + 2))
                .contains("Content-Type: text/html; charset=utf-8\r\n")
                .contains("Content-Length: " + body.length() + "\r\n")
                .contains("Cache-Control: no-store\r\n")
                .contains("X-Content-Type-Options: nosniff\r\n")
                .contains("Content-Security-Policy: default-src 'none'");
        assertThat(body).contains("Method GET is not permitted").contains("(f/s:1)");
    }

    @Test
    void textOfAPeerShouldNotBeMarkup() throws Exception {
        String wire = written(new ErrorPage(400, "<script>'\"&\u0007\u0085", "(f/s:1)"), false);
        assertThat(wire).contains("&lt;script&gt;&#39;&quot;&amp;  ").doesNotContain("<script>");
    }

    @Test
    void answerToHeadShouldHaveNoBody() throws Exception {
        assertThat(written(new ErrorPage(502, "x", "(f/s:1)"), true))
                .endsWith("\r\n\r\n")
                .doesNotContain("<html");
    }

    private static String written(ErrorPage page, boolean headOnly) throws Exception {
        PipeEndpoint[] pair = PipeEndpoint.pair(4096);
        page.writeTo(pair[0], headOnly);
        return pair[1].rest();
    }
}
