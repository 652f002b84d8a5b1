package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;

class OwnAddressesTest {
    private static final InetAddress FIRST = SockAddr.of("192.0.2.1", 0).address();
    private static final InetAddress SECOND = SockAddr.of("2001:db8::2", 0).address();

    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger asked = new AtomicInteger();
    private Set<InetAddress> has = Set.of(FIRST);

    @Test
    void systemShouldBeAskedOnceASecond() {
        OwnAddresses own =
                new OwnAddresses(
                        () -> {
                            asked.incrementAndGet();
                            return has;
                        },
                        now::get);
        assertThat(own.contains(FIRST)).isTrue();
        has = Set.of(SECOND);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(own.contains(SECOND)).isFalse();
        assertThat(asked).hasValue(1);
        now.incrementAndGet();
        assertThat(own.contains(SECOND)).isTrue();
        assertThat(own.contains(FIRST)).isFalse();
        assertThat(asked).hasValue(2);
    }

    @Test
    void addressShouldBeOursWhereTheSystemDoesNotTell() {
        OwnAddresses own =
                new OwnAddresses(
                        () -> {
                            throw new java.io.IOException("no descriptor");
                        },
                        now::get);
        assertThat(own.contains(FIRST)).isTrue();
    }

    @Test
    void loopbackShouldBeAmongThoseOfTheSystem() {
        OwnAddresses own = OwnAddresses.ofSystem();
        assertThat(own.contains(SockAddr.of("127.0.0.1", 0).address())).isTrue();
        assertThat(own.contains(FIRST)).isFalse();
    }
}
