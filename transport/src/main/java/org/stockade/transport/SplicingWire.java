package org.stockade.transport;

import org.jspecify.annotations.Nullable;

/** A wire whose bytes can go to another one inside the kernel, without a copy into this process. */
public interface SplicingWire extends Wire {
    /**
     * The way from here to there.
     *
     * @return {@code null} where there is none: bytes are moved by pulling and pushing then
     */
    @Nullable Conduit conduitTo(Wire target);
}
