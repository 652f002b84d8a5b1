package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;

/** Two limits of a listener: of all, and of one source. */
class OpenConnectionsTest {
    private static final InetAddress ONE = SockAddr.of("192.0.2.1", 0).address();
    private static final InetAddress OTHER = SockAddr.of("192.0.2.2", 0).address();

    private final OpenConnections open = new OpenConnections();

    @Test
    void sourceShouldMeetItsLimitAndLeaveRoomForOthers() {
        assertThat(open.admit(3, 2, ONE)).isTrue();
        assertThat(open.admit(3, 2, ONE)).isTrue();
        assertThat(open.admit(3, 2, ONE)).isFalse();
        assertThat(open.admit(3, 2, OTHER)).isTrue();
        assertThat(open.hasReached(3)).isTrue();
        assertThat(open.admit(3, 2, OTHER)).isFalse();
        open.release(ONE);
        assertThat(open.admit(3, 2, ONE)).isTrue();
    }

    // A host with a network of its own has 2^64 addresses.
    @Test
    void networkOf64BitsShouldBeOneSource() {
        assertThat(open.admit(9, 1, SockAddr.of("2001:db8::1", 0).address())).isTrue();
        assertThat(open.admit(9, 1, SockAddr.of("2001:db8::2", 0).address())).isFalse();
        assertThat(open.admit(9, 1, SockAddr.of("2001:db8:0:1::1", 0).address())).isTrue();
    }

    @Test
    void refusalShouldBeToldOnceUntilThereIsRoom() {
        assertThat(open.admit(1, 1, ONE)).isTrue();
        assertThat(open.isFirstRefusal()).isTrue();
        assertThat(open.isFirstRefusal()).isFalse();
        open.release(ONE);
        assertThat(open.isFirstRefusal()).isTrue();
    }
}
