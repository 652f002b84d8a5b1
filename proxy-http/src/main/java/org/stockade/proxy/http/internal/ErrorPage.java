package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.stockade.endpoint.Endpoint;

/**
 * The answer that this proxy gives itself; it ends the connection.
 *
 * @param told what was refused and why, in words for the person at the browser
 * @param session for the operator whom that person asks
 */
record ErrorPage(int status, String told, String session) {

    /** Writes head and page, or for a {@code HEAD} request the head alone, and flushes. */
    void writeTo(Endpoint client, boolean headOnly) throws IOException {
        byte[] page = html().getBytes(StandardCharsets.UTF_8);
        client.write(ByteBuffer.wrap(head(page.length).getBytes(StandardCharsets.ISO_8859_1)));
        if (!headOnly) {
            client.write(ByteBuffer.wrap(page));
        }
        client.flush();
    }

    private String head(int length) {
        return "HTTP/1.1 "
                + status
                + " "
                + Reasons.of(status)
                + "\r\n"
                + "Connection: close\r\n"
                + "Content-Type: text/html; charset=utf-8\r\n"
                + "Content-Length: "
                + length
                + "\r\n"
                + "Cache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                + "\r\n";
    }

    private String html() {
        String title = status + " " + Reasons.of(status);
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>"
                + title
                + "</title></head>\n<body>\n<h1>"
                + title
                + "</h1>\n<p>"
                + escaped(told)
                + "</p>\n<p>This answer comes from the firewall. If you ask for help, name the session <code>"
                + escaped(session)
                + "</code>.</p>\n</body>\n</html>\n";
    }

    /** Text for HTML: nothing in it is markup, no control reaches the page. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(Octets.isControl(c) || (c >= 0x80 && c < 0xa0) ? ' ' : c);
            }
        }
        return out.toString();
    }
}
