package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.stockade.log.EventLog;

/** One loop's part in a listening socket that all loops share: whoever is free accepts. */
final class Acceptor implements Pollable {
    private static final EventLog LOG = EventLog.of("loops");

    /** Accepted in one turn at most, so that a flood leaves time for who is in already. */
    private static final int BATCH = 64;

    /** Level-triggered, and one loop of those that wait is woken: the kernel finds who is free. */
    private static final int INTEREST = Epoll.IN | Epoll.EXCLUSIVE;

    private final Loop loop;
    private final LinuxListening listening;
    private boolean paused;
    private boolean ended;
    private long quietUntil;

    Acceptor(Loop loop, LinuxListening listening) {
        this.loop = loop;
        this.listening = listening;
    }

    /** Accepts from now on. On the loop. */
    void start() {
        if (ended) {
            return;
        }
        try {
            loop.register(listening.fd(), INTEREST, this);
        } catch (IOException full) {
            LOG.error(
                    "accept-missing",
                    null,
                    "one loop does not accept; the others do",
                    "listener",
                    listening.local(),
                    "loop",
                    loop.index(),
                    "failure",
                    full.getMessage());
        }
    }

    /** Accepts no more. On the loop. */
    void end() {
        ended = true;
        loop.unregister(listening.fd());
    }

    @Override
    public void ready(int events) {
        try {
            acceptSome();
        } catch (RuntimeException | Error broken) {
            // Without descriptors or memory anything may fail, and the loop has others to serve.
            pause(broken.toString());
        }
    }

    private void acceptSome() {
        for (int i = 0; i < BATCH && !ended; i++) {
            switch (listening.accept(loop)) {
                case TAKEN -> {}
                case NONE -> {
                    return;
                }
                case FULL -> {
                    pause(loop.caller.reason());
                    return;
                }
            }
        }
    }

    /** The process has no descriptor left: trying again at once would only burn the CPU. */
    private void pause(String why) {
        paused = true;
        loop.mute(listening.fd());
        long now = System.nanoTime();
        if (quietUntil == 0 || now - quietUntil > 0) {
            quietUntil = now + TimeUnit.MINUTES.toNanos(1);
            LOG.error(
                    "accept-paused",
                    null,
                    "accepting fails; tried again several times a second",
                    "listener",
                    listening.local(),
                    "error",
                    why);
        }
    }

    @Override
    public void tick(long now) {
        if (paused && !ended) {
            try {
                loop.unmute(listening.fd(), INTEREST);
                paused = false;
            } catch (IOException stillNone) {
                // The next tick tries again.
                return;
            }
        }
    }

    @Override
    public void abandon() {
        listening.close();
    }
}
