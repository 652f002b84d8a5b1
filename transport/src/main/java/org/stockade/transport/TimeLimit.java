package org.stockade.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Deadline;
import org.stockade.endpoint.TimeLimitException;

/** One running limit of {@link Limits}. */
public final class TimeLimit implements Deadline {
    private final Limits of;
    private final String what;
    private volatile Duration limit;
    private volatile long at;

    /** The next limit in the list of {@link #of}, guarded by it for writing. */
    volatile @Nullable TimeLimit next;

    TimeLimit(Limits of, String what, Duration limit) {
        this.of = of;
        this.what = what;
        this.limit = limit;
        this.at = System.nanoTime() + nanos(limit);
    }

    /** Nanoseconds, at most some 146 years, so that sums and differences never overflow. */
    public static long nanos(Duration duration) {
        return duration.getSeconds() >= Long.MAX_VALUE / 2_000_000_000L
                ? Long.MAX_VALUE / 2
                : Math.max(0, duration.toNanos());
    }

    public static String text(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    long left(long now) {
        return at - now;
    }

    TimeLimitException exceeded() {
        return new TimeLimitException(what + " was not complete within " + text(limit));
    }

    @Override
    public void move(Duration left) {
        limit = left;
        at = System.nanoTime() + nanos(left);
        of.changed();
    }

    @Override
    public void close() {
        of.remove(this);
    }
}
