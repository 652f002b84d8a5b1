package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.stockade.endpoint.EndpointClosedException;
import org.stockade.engine.internal.auth.Judge;
import org.stockade.session.StackedSession.Wish;

/** Waits on a session's thread; the end of the session ends that, and is told. */
record SessionWaiter(NodeWork node) implements Judge.Waiter {
    @Override
    public <T> Optional<T> take(BlockingQueue<T> from, Duration atMost) throws IOException {
        Optional<T> taken = node.take(from, atMost);
        if (taken.isEmpty() && node.wish() == Wish.END) {
            throw new EndpointClosedException(
                    "session " + node.session().sessionId() + " is being ended");
        }
        return taken;
    }
}
