package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.stockade.bench.jmh.LiveSession;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.Endpoint;

/** Heads read from a peer whose bytes are always there, and written as they go on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Heads {
    private static final int LONGEST_URL = 4096;
    private static final byte[] REQUEST =
            octets(
                    """
                    GET /catalogue/items/4711?view=full&lang=en HTTP/1.1
                    Host: www.example.com
                    User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
                    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
                    Accept-Language: en-GB,en;q=0.5
                    Accept-Encoding: gzip, deflate, br
                    Referer: http://www.example.com/catalogue/
                    Connection: keep-alive
                    Cookie: session=9f1c2a77b0d84e31; theme=dark

                    """);
    private static final byte[] RESPONSE =
            octets(
                    """
                    HTTP/1.1 200 OK
                    Server: nginx
                    Date: Thu, 01 Jan 2026 00:00:00 GMT
                    Content-Type: text/html; charset=utf-8
                    Content-Length: 1024
                    Last-Modified: Wed, 31 Dec 2025 23:00:00 GMT
                    Connection: keep-alive
                    ETag: "6954a2b0-400"
                    Cache-Control: max-age=60

                    """);

    private final HeadReader requestHeads = HeadReader.requests(HeadLimits.DEFAULT);
    private final HeadReader responseHeads = HeadReader.responses(HeadLimits.DEFAULT);
    private final HeadWriter out = new HeadWriter();
    private LiveSession live;
    private Endpoint requests;
    private Endpoint responses;
    private Fields fields;

    private static byte[] octets(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Setup(Level.Trial)
    public void start() throws IOException, InterruptedException {
        live = new LiveSession(session -> {});
        requests = repeating(REQUEST);
        responses = repeating(RESPONSE);
        HeadReader kept = HeadReader.requests(HeadLimits.DEFAULT);
        read(kept, requests);
        fields = kept.request(LONGEST_URL).fields();
    }

    @TearDown(Level.Trial)
    public void end() {
        live.close();
    }

    /** Each read gives the head once more. */
    private Endpoint repeating(byte[] head) {
        return live.session()
                .endpoint(
                        into -> {
                            into.put(head);
                            return head.length;
                        },
                        new Nowhere());
    }

    private static void read(HeadReader heads, Endpoint from) throws IOException {
        if (!heads.begin(from) && !heads.finish(from)) {
            throw new IllegalStateException("no head has come");
        }
    }

    /** A request head of eight fields. */
    @Benchmark
    public Object parseRequest() throws IOException {
        read(requestHeads, requests);
        return requestHeads.request(LONGEST_URL);
    }

    /** A response head of eight fields. */
    @Benchmark
    public Object parseResponse() throws IOException {
        read(responseHeads, responses);
        return responseHeads.response();
    }

    /** The fields of the request into the octets that go on. */
    @Benchmark
    public Object serialise() {
        out.begin();
        for (int i = 0; i < fields.size(); i++) {
            fields.writeTo(out, i);
        }
        return out.crlf().octets();
    }

    private record Nowhere() implements ByteSink {
        @Override
        public void write(ByteBuffer bytes) {
            throw new IllegalStateException("nothing is written here");
        }

        @Override
        public void end() {}
    }
}
