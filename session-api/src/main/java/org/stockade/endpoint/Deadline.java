package org.stockade.endpoint;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A running limit on one direction of an endpoint. Any thread may move it; a wait under way sees
 * that.
 */
@ProviderType
public interface Deadline extends AutoCloseable {
    /** Sets the time left, counted from now. */
    void move(Duration left);

    /** Ends the limit. A second call does nothing. */
    @Override
    void close();
}
