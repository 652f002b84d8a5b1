package org.stockade.engine.internal.route;

import org.stockade.chain.Router;

/** A router of the engine's own: how it chooses our address towards the server can be asked. */
public sealed interface ForgingRouter extends Router
        permits DirectRouter, InbandRouter, TransparentRouter {
    /** Our address towards the server. */
    Forging forging();
}
