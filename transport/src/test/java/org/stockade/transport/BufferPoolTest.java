package org.stockade.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private final BufferPool pool = new BufferPool(8 * 16 * 1024);

    @Test
    void leaseShouldHaveTheSmallestSizeThatFits() {
        assertThat(pool.lease(1).size()).isEqualTo(16 * 1024);
        assertThat(pool.lease(16 * 1024).size()).isEqualTo(16 * 1024);
        assertThat(pool.lease(16 * 1024 + 1).size()).isEqualTo(32 * 1024);
        assertThat(pool.lease(32 * 1024 + 1).size()).isEqualTo(64 * 1024);
        assertThat(pool.leased()).isEqualTo(4);
        assertThatThrownBy(() -> pool.lease(64 * 1024 + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65537");
    }

    @Test
    void bufferGivenBackShouldBeLeasedNext() {
        Lease first = pool.lease(1);
        pool.giveBack(first);
        assertThat(pool.kept()).isEqualTo(1);
        assertThat(pool.lease(1)).isSameAs(first);
        assertThat(pool.kept()).isZero();
    }

    @Test
    void bufferGivenBackTwiceShouldBeRefused() {
        Lease lease = pool.lease(1);
        pool.giveBack(lease);
        assertThatThrownBy(() -> pool.giveBack(lease)).isInstanceOf(IllegalStateException.class);
        assertThat(pool.leased()).isZero();
        assertThat(pool.kept()).isEqualTo(1);
    }

    @Test
    void noMoreThanItsShareShouldBeKept() {
        List<Lease> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(pool.lease(1));
        }
        all.forEach(pool::giveBack);
        assertThat(pool.leased()).isZero();
        assertThat(pool.kept()).isEqualTo(4);
    }

    @Test
    void viewShouldShowThePartAskedForAndBeReadOnly() {
        Lease lease = pool.lease(1);
        lease.bytes().put(0, "abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(lease.view(2, 4).remaining()).isEqualTo(2);
        assertThat(lease.view(2, 4).get()).isEqualTo((byte) 'c');
        assertThat(lease.view(0, 6).isReadOnly()).isTrue();
        assertThat(lease.view(0, 6)).isSameAs(lease.view(0, 1));
    }
}
