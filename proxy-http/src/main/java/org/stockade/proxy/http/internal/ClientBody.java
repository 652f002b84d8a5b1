package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.Endpoint;

/**
 * A response on its way to the client: the first write sends the head, until then all can be taken
 * back.
 */
final class ClientBody implements ByteSink {
    private final Endpoint client;
    private final ByteBuffer head;
    private final BodySink sink;
    private boolean begun;
    private boolean ended;

    ClientBody(Endpoint client, ByteBuffer head, BodySink sink) {
        this.client = client;
        this.head = head;
        this.sink = sink;
    }

    /** Sends the head, once. */
    void begin() throws IOException {
        if (!begun) {
            begun = true;
            client.write(head);
        }
    }

    /** Whether the client may have seen a part of it. */
    boolean begun() {
        return begun;
    }

    @Override
    public void write(ByteBuffer octets) throws IOException {
        begin();
        sink.write(octets);
    }

    @Override
    public void end() throws IOException {
        if (!ended) {
            ended = true;
            begin();
            sink.end();
        }
    }
}
