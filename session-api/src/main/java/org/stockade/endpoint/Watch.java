package org.stockade.endpoint;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What an endpoint must know of the session it belongs to: idle time belongs to the session, so a
 * byte on any of its endpoints re-arms the limit of them all. Implemented by the engine, asked by
 * transports.
 */
@ProviderType
public interface Watch {
    /**
     * A byte was read or written. Cheap: called for every system call that moved bytes.
     *
     * @param now as of {@link System#nanoTime}; a transport may be behind by the length of a turn
     */
    void touch(long now);

    /**
     * Nanoseconds until the session has been idle for too long: negative when it has, {@link
     * Long#MAX_VALUE} without a limit. Whoever waits and finds it negative calls {@link #idle()}.
     *
     * @param now as of {@link System#nanoTime}
     */
    long idleLeft(long now);

    /** The idle limit was found to have passed: ends the session by aborting its endpoints. */
    void idle();

    /** Whether the session is to finish at its protocol's next border. */
    boolean finishing();

    /** For endpoints that belong to no session: no limits. */
    Watch NONE =
            new Watch() {
                @Override
                public void touch(long now) {}

                @Override
                public long idleLeft(long now) {
                    return Long.MAX_VALUE;
                }

                @Override
                public void idle() {}

                @Override
                public boolean finishing() {
                    return false;
                }
            };
}
