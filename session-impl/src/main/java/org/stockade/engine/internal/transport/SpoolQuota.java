package org.stockade.engine.internal.transport;

import java.util.concurrent.atomic.AtomicLong;
import org.stockade.session.LimitException;

/** How many bytes all spools together may keep. Any thread. */
public final class SpoolQuota {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    public SpoolQuota(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Bytes kept now. */
    public long used() {
        return used.get();
    }

    void take(long count) throws LimitException {
        long before = used.getAndAdd(count);
        if (before + count > maxBytes) {
            used.addAndGet(-count);
            throw new LimitException(
                    "spools keep "
                            + before
                            + " bytes, and "
                            + count
                            + " more would exceed what they may keep together, "
                            + maxBytes
                            + " bytes");
        }
    }

    void giveBack(long count) {
        used.addAndGet(-count);
    }
}
