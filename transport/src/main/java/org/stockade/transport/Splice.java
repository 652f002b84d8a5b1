package org.stockade.transport;

import java.io.IOException;

/** Moves the bytes of one endpoint to another's wire inside the kernel; under the same rules. */
final class Splice {
    private final Link from;
    private final Wire source;
    private final Wire target;
    private final Conduit conduit;

    /**
     * @param source the wire of {@code from} when the conduit was made
     * @param target where the conduit leads
     */
    Splice(Link from, Wire source, Wire target, Conduit conduit) {
        this.from = from;
        this.source = source;
        this.target = target;
        this.conduit = conduit;
    }

    /**
     * Moves what there is, waiting for the target but not for the source. Where one of them gets
     * another wire, a tap above all, it stops after what it has taken.
     *
     * @param to the output's, which the caller has locked
     * @return the number of bytes, 0 if none was moved yet, -1 at the source's end
     */
    long run(Link to, long atMost) throws IOException {
        long moved = 0;
        while (moved < atMost && from.wire() == source && to.wire() == target) {
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
