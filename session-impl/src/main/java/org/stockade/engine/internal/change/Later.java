package org.stockade.engine.internal.change;

import java.time.Duration;

/** Runs work once after a time that no change of the clock makes longer or shorter. */
@FunctionalInterface
public interface Later {
    /** Runs it on a thread that may wait. */
    void after(Duration time, Runnable work);
}
