package org.stockade.engine.internal.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.stockade.access.Logins.Waiting;
import org.stockade.policy.AuthorizationPolicy.Wait;

/** Sessions that wait for consent: of another user, or of the operator. */
public final class WaitingRoom {
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which they came. */
    private final List<Ticket> waiting = new ArrayList<>();

    /**
     * An empty one.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public WaitingRoom(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Who waits.
     *
     * @param session its id with parentheses
     * @param why {@code n-eyes} or {@code pair}
     */
    public record Guest(String session, String service, String user, String client, String why) {}

    /** How the waiting ended. */
    public record Consent(boolean accepted, String by) {}

    /** One session that waits; {@link #leave} is called when it does not any more. */
    public final class Ticket implements AutoCloseable {
        private final Guest guest;
        private final long until;
        private final BlockingQueue<Consent> consent = new ArrayBlockingQueue<>(1);

        private Ticket(Guest guest, long until) {
            this.guest = guest;
            this.until = until;
        }

        /** Where its answer comes. */
        public BlockingQueue<Consent> consent() {
            return consent;
        }

        /** Until it has waited long enough. */
        public Duration left() {
            return Duration.ofNanos(Math.max(0, until - clock.getAsLong()));
        }

        @Override
        public void close() {
            lock.lock();
            try {
                waiting.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits from now on; empty: as many of its service wait already as may. */
    public Optional<Ticket> enter(Guest guest, Wait policy) {
        lock.lock();
        try {
            return admit(guest, policy);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Ticket> admit(Guest guest, Wait policy) {
        long others =
                waiting.stream()
                        .filter(each -> each.guest.service().equals(guest.service()))
                        .count();
        if (others >= policy.sessions()) {
            return Optional.empty();
        }
        Ticket ticket = new Ticket(guest, clock.getAsLong() + policy.atMost().toNanos());
        waiting.add(ticket);
        return Optional.of(ticket);
    }

    /**
     * Lets in whoever has waited longest for another user to ask for the same; where nobody has,
     * waits for one.
     *
     * @return a ticket that has its answer, or waits for it; empty: as many wait already as may
     */
    public Optional<Ticket> pair(Guest guest, Wait policy) {
        lock.lock();
        try {
            if (release(guest.service(), guest.why(), guest.user())) {
                Ticket here = new Ticket(guest, clock.getAsLong());
                here.consent.add(new Consent(true, "another user asked"));
                return Optional.of(here);
            }
            return admit(guest, policy);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets in the session of this service that has waited longest, of any user but this.
     *
     * @return whether there was one
     */
    public boolean release(String service, String why, String by) {
        lock.lock();
        try {
            return waiting.stream()
                    .filter(each -> each.guest.service().equals(service))
                    .filter(each -> each.guest.why().equals(why))
                    .filter(each -> !each.guest.user().equals(by))
                    .filter(each -> !each.left().isZero())
                    .findFirst()
                    .map(each -> answer(each, new Consent(true, "user \"" + by + "\"")))
                    .orElse(false);
        } finally {
            lock.unlock();
        }
    }

    private boolean answer(Ticket ticket, Consent consent) {
        waiting.remove(ticket);
        return ticket.consent.offer(consent);
    }

    /** Answers for one by its id, with or without firewall and parentheses. */
    public boolean decide(String id, boolean accept, String by) {
        lock.lock();
        try {
            return waiting.stream()
                    .filter(each -> isNamed(each.guest.session(), id))
                    .findFirst()
                    .map(each -> answer(each, new Consent(accept, "operator (" + by + ")")))
                    .orElse(false);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isNamed(String session, String id) {
        String whole = session.substring(1, session.length() - 1);
        return session.equals(id)
                || whole.equals(id)
                || whole.substring(whole.indexOf('/') + 1).equals(id);
    }

    /** Longest first. */
    public List<Waiting> all() {
        lock.lock();
        try {
            return waiting.stream()
                    .map(
                            each ->
                                    new Waiting(
                                            each.guest.session(),
                                            each.guest.service(),
                                            each.guest.user(),
                                            each.guest.client(),
                                            each.guest.why(),
                                            each.left()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
