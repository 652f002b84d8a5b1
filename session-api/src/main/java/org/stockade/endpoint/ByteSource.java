package org.stockade.endpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Decodes a parent's framing for a child: chunks, dots, frames. */
@ConsumerType
@FunctionalInterface
public interface ByteSource {
    /**
     * Reads at least one decoded byte, waiting as needed.
     *
     * @return the number of bytes put into {@code into}, or -1 at the end of the payload
     */
    int read(ByteBuffer into) throws IOException;
}
