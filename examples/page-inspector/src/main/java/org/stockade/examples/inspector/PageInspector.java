package org.stockade.examples.inspector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/**
 * One response body. It passes the page on as it reads it: the engine holds that back until the
 * verdict, so that a refused page never leaves.
 */
final class PageInspector implements Proxy {
    private static final int BLOCK = 8192;

    private final List<String> words;
    private final List<String> trusted;

    PageInspector(List<String> words, List<String> trusted) {
        this.words = words;
        this.trusted = trusted;
    }

    @Override
    public void run(StackedSession session) throws IOException {
        if (!(session.payload() instanceof Payload.OneWay page)) {
            throw new IOException("a page inspector is stacked on a body");
        }
        // What the enclosing HTTP proxy has published, asked for by its name.
        String url = String.valueOf(session.attribute("http.url"));
        String type = String.valueOf(session.attribute("http.mime_type"));
        if (trusted.stream().anyMatch(url::startsWith)) {
            session.verdict(new Verdict.Accept());
        }
        Optional<String> found = copy(page.from(), page.to());
        found.ifPresent(
                word ->
                        session.verdict(
                                new Verdict.Reject(
                                        "The page "
                                                + url
                                                + " ("
                                                + type
                                                + ") holds \""
                                                + word
                                                + "\".")));
    }

    /** Copies the page; the first word found in it, also where it lies across two blocks. */
    private Optional<String> copy(Endpoint from, Endpoint to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        String tail = "";
        Optional<String> found = Optional.empty();
        while (from.read(block) >= 0) {
            block.flip();
            if (found.isEmpty()) {
                String text =
                        tail
                                + StandardCharsets.ISO_8859_1
                                        .decode(block.duplicate())
                                        .toString()
                                        .toLowerCase(Locale.ROOT);
                found = words.stream().filter(text::contains).findFirst();
                int longest = words.stream().mapToInt(String::length).max().orElse(1);
                tail = text.substring(Math.max(0, text.length() - longest + 1));
            }
            to.write(block);
            block.clear();
        }
        return found;
    }
}
