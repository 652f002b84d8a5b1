package org.stockade.endpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Encodes a child's output into the parent's framing. The first write is the place to commit: a
 * head, DATA, 150.
 */
@ConsumerType
public interface ByteSink {
    /** Takes all of {@code bytes}, waiting as needed. */
    void write(ByteBuffer bytes) throws IOException;

    /** Completes the payload. Called only after the child ended well, never after a failure. */
    void end() throws IOException;
}
