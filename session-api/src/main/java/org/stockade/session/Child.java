package org.stockade.session;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A proxy that a service's settings stack on a payload: {@code { proxy: NAME, with: {…}, hold: …
 * }}, checked.
 */
@ProviderType
public interface Child {
    /** The {@code proxy.name} of the child. */
    String proxy();

    /** Who keeps its output back. */
    Payload.Hold hold();
}
