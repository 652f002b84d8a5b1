package org.stockade.runtime;

import java.util.logging.LogManager;

/**
 * Keeps the handlers while the process shuts down: the JDK's own manager takes them away at once,
 * and the log of the drain would be lost. The JDK makes it by the name of its class.
 */
public final class NonResettingLogManager extends LogManager {
    /** Nothing is read: {@link Logging} sets everything. */
    @Override
    public void readConfiguration() {}

    /** Called by the JDK's shutdown hook. */
    @Override
    public void reset() {}
}
