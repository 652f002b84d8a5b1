package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;

/** A body of known length (RFC 9112 section 6.2). */
final class LengthSource extends BodySource {
    private long left;

    LengthSource(Endpoint from, long length, long longest) {
        super(from, longest);
        left = length;
        if (left == 0) {
            complete();
        }
    }

    @Override
    @Nullable ByteBuffer decode() throws IOException {
        if (left == 0) {
            return null;
        }
        await();
        ByteBuffer view = view(left);
        if (view.remaining() == left) {
            // Told before it is passed on: whoever answers the last octet finds the body complete.
            complete();
        }
        return view;
    }

    @Override
    void consume(int count) {
        super.consume(count);
        left -= count;
    }
}
