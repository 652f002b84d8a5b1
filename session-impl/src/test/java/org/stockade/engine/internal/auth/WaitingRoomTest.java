package org.stockade.engine.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stockade.access.Logins.Waiting;
import org.stockade.engine.internal.auth.WaitingRoom.Consent;
import org.stockade.engine.internal.auth.WaitingRoom.Guest;
import org.stockade.engine.internal.auth.WaitingRoom.Ticket;
import org.stockade.policy.AuthorizationPolicy.Wait;

/** Sessions that need somebody's consent. */
class WaitingRoomTest {
    private static final Wait TWO = new Wait(Duration.ofSeconds(60), 2);

    private final AtomicLong nanos = new AtomicLong();
    private final WaitingRoom room = new WaitingRoom(nanos::get);

    private static Guest guest(int number, String user, String why) {
        return new Guest("(edge/vault:" + number + ")", "vault", user, "192.0.2.7:4000", why);
    }

    private static Optional<Consent> answer(Optional<Ticket> ticket) {
        return Optional.ofNullable(ticket.orElseThrow().consent().poll());
    }

    @Test
    void secondUserOfAPairShouldReleaseBoth() {
        Optional<Ticket> first = room.pair(guest(1, "ada", "pair"), TWO);
        assertThat(answer(first)).isEmpty();
        Optional<Ticket> second = room.pair(guest(2, "bob", "pair"), TWO);

        assertThat(answer(first)).contains(new Consent(true, "user \"bob\""));
        assertThat(answer(second)).map(Consent::accepted).contains(true);
        assertThat(room.all()).isEmpty();
    }

    @Test
    void sameUserTwiceShouldBeNoPair() {
        Optional<Ticket> first = room.pair(guest(1, "ada", "pair"), TWO);
        Optional<Ticket> again = room.pair(guest(2, "ada", "pair"), TWO);

        assertThat(answer(first)).isEmpty();
        assertThat(answer(again)).isEmpty();
        assertThat(room.all()).hasSize(2);
    }

    @Test
    void oneActShouldReleaseTheOneThatHasWaitedLongest() {
        Optional<Ticket> first = room.enter(guest(1, "ada", "n-eyes"), TWO);
        Optional<Ticket> second = room.enter(guest(2, "bob", "n-eyes"), TWO);

        assertThat(room.release("vault", "n-eyes", "ada")).isTrue();
        assertThat(answer(first)).as("nobody consents to his own").isEmpty();
        assertThat(answer(second)).isPresent();
        assertThat(room.release("other", "n-eyes", "eve")).isFalse();
    }

    @Test
    void whoeverHasWaitedTooLongShouldNotBeReleased() {
        Optional<Ticket> late = room.enter(guest(1, "ada", "n-eyes"), TWO);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        assertThat(room.release("vault", "n-eyes", "bob")).isFalse();
        assertThat(late.orElseThrow().left()).isZero();
    }

    @Test
    void oneMoreThanMayWaitShouldBeRefused() {
        Ticket first = room.enter(guest(1, "ada", "n-eyes"), TWO).orElseThrow();
        room.enter(guest(2, "ada", "n-eyes"), TWO);
        assertThat(room.enter(guest(3, "ada", "n-eyes"), TWO)).isEmpty();
        first.close();
        assertThat(room.enter(guest(3, "ada", "n-eyes"), TWO)).isPresent();
    }

    @Test
    void operatorShouldSeeAndDecide() {
        Optional<Ticket> ticket = room.enter(guest(7, "ada", "n-eyes"), TWO);
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());

        assertThat(room.all())
                .containsExactly(
                        new Waiting(
                                "(edge/vault:7)",
                                "vault",
                                "ada",
                                "192.0.2.7:4000",
                                "n-eyes",
                                Duration.ofSeconds(40)));
        assertThat(room.decide("vault:8", true, "root")).isFalse();
        assertThat(room.decide("vault:7", false, "root")).isTrue();
        assertThat(answer(ticket)).contains(new Consent(false, "operator (root)"));
        assertThat(room.decide("vault:7", true, "root")).isFalse();
    }
}
