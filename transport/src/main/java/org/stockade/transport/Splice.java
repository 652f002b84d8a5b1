package org.stockade.transport;

import java.io.IOException;

/** Moves the bytes of one endpoint to another's wire inside the kernel; under the same rules. */
final class Splice {
    private final Link from;
    private final Conduit conduit;

    Splice(Link from, Conduit conduit) {
        this.from = from;
        this.conduit = conduit;
    }

    /**
     * Moves what there is, waiting for the target but not for the source.
     *
     * @param to the output's, which the caller has locked
     * @return the number of bytes, 0 if nothing has come yet, -1 at the source's end
     */
    long run(Link to, long atMost) throws IOException {
        long moved = 0;
        while (moved < atMost) {
            int taken = take(atMost - moved);
            if (taken <= 0) {
                return moved > 0 ? moved : taken;
            }
            while (conduit.held() > 0) {
                if (give(to) == 0) {
                    to.awaitWritable();
                }
            }
            moved += taken;
        }
        return moved;
    }

    private int take(long atMost) throws IOException {
        from.checkReading();
        try {
            int count = conduit.take(atMost);
            from.hasReceived(count);
            return count;
        } catch (IOException e) {
            throw from.failedReading(e);
        }
    }

    private int give(Link to) throws IOException {
        to.checkWriting();
        try {
            int count = conduit.give();
            to.hasSent(count);
            return count;
        } catch (IOException e) {
            throw to.failedWriting(e);
        }
    }

    /** Whether bytes were taken that the target will never get. */
    boolean lostBytes() {
        return conduit.held() > 0;
    }
}
