package org.stockade.transport;

import java.io.IOException;

/**
 * Bytes on their way between two wires inside the kernel. One thread uses it; none of its calls
 * waits.
 */
public interface Conduit extends AutoCloseable {
    /**
     * Takes what the source has: the number of bytes, 0 if nothing has come yet, -1 at its end.
     * Only when nothing is {@link #held()}.
     */
    int take(long atMost) throws IOException;

    /** Gives what is held to the target as far as it goes; the number of bytes. */
    int give() throws IOException;

    /** Bytes taken and not given. */
    int held();

    /** Gives the way back; what is held is lost. */
    @Override
    void close();
}
