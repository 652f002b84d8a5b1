package org.stockade.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.ByteSource;

/**
 * Bytes kept for a verdict or a second try: in memory first, then on disk; counted for the session
 * and against a quota.
 */
@ProviderType
public interface Spool extends ByteSink, AutoCloseable {
    /**
     * Keeps all of {@code bytes}.
     *
     * @throws LimitException if that would exceed its limit or the quota; it keeps what it had
     */
    @Override
    void write(ByteBuffer bytes) throws IOException;

    /** How many bytes it keeps. */
    long size();

    /** Reads them from the first on; may be called again. */
    ByteSource replay();

    /** Forgets them and deletes the file. */
    @Override
    void close();
}
