package org.stockade.transport.linux.internal;

/** What has a descriptor that a loop waits for. Called on the loop's thread. */
interface Pollable {
    /**
     * Something has happened.
     *
     * @param events a set of {@link Epoll}'s bits
     */
    void ready(int events);

    /** Some time has passed: waiters whose time has come are woken. */
    void tick(long now);

    /** The loop ends: nobody would tell of anything any more. */
    void abandon();
}
