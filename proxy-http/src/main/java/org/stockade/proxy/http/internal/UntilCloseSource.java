package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;

/** A body that ends with its connection (RFC 9112 section 6.3, rule 8). */
final class UntilCloseSource extends BodySource {
    UntilCloseSource(Endpoint from, long longest) {
        super(from, longest);
    }

    @Override
    @Nullable ByteBuffer decode() throws IOException {
        while (!from().unread().hasRemaining()) {
            if (ended()) {
                return null;
            }
            if (!fill()) {
                complete();
                return null;
            }
        }
        return view(Long.MAX_VALUE);
    }
}
