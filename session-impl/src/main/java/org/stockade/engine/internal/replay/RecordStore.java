package org.stockade.engine.internal.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Where lines of recorded sessions are kept, the newest of them. */
interface RecordStore extends AutoCloseable {
    /** Keeps them, in UTF-8 and without line ends; called by one thread. */
    void add(List<byte[]> lines) throws IOException;

    /**
     * All lines that are kept, oldest first; lines of before {@code since} may be left out.
     *
     * @throws IOException if they cannot be read
     */
    void read(Instant since, Consumer<String> each) throws IOException;

    @Override
    void close() throws IOException;
}
