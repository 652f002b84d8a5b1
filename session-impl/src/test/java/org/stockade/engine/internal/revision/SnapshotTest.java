package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.chain.ChainerFactory;
import org.stockade.chain.RouterFactory;
import org.stockade.proxy.ProxyFactory;

class SnapshotTest {
    private static final ProxyFactory PROXY = with -> () -> session -> {};
    private static final ProxyFactory OTHER = with -> () -> session -> {};

    private final List<Copy> reaped = new ArrayList<>();

    @Test
    void snapshotOfFactoriesAloneShouldFindThemAndBeRetainedAlways() {
        RouterFactory router = with -> null;
        ChainerFactory chainer = with -> null;
        Snapshot snapshot =
                Snapshot.of(
                        Map.of("pop3", PROXY),
                        Map.of("inband", router),
                        Map.of("connect", chainer));

        assertThat(snapshot.proxy("pop3")).containsSame(PROXY);
        assertThat(snapshot.router("inband")).containsSame(router);
        assertThat(snapshot.chainer("connect")).containsSame(chainer);
        assertThat(snapshot.proxy("inband")).isEmpty();
        assertThat(snapshot.retain()).isTrue();
        snapshot.release();
    }

    @Test
    void snapshotShouldHoldEveryCopyOnceAndAllOrNone() {
        Copy one = copy(1);
        Copy two = copy(2);
        Snapshot snapshot =
                Snapshot.of(
                        5,
                        List.of(
                                revision("a", PROXY, one, 0),
                                revision("b", PROXY, one, 0),
                                revision("c", PROXY, two, 0)));

        assertThat(snapshot.retain()).isTrue();
        assertThat(one.uses()).isEqualTo(1);
        assertThat(two.uses()).isEqualTo(1);

        two.retire();
        assertThat(snapshot.retain()).isFalse();
        assertThat(one.uses()).isEqualTo(1);
        assertThat(reaped).isEmpty();

        snapshot.release();
        assertThat(one.uses()).isZero();
        assertThat(reaped).containsExactly(two);
    }

    @Test
    void nameOfferedTwiceShouldGoToTheRankedThenTheOwnThenTheOlder() {
        Revision young = revision("a", PROXY, copy(9), 0);
        Revision old = revision("a", OTHER, copy(3), 0);
        assertThat(Snapshot.of(1, List.of(young, old)).revision(Kind.PROXY, "a")).contains(old);

        Revision own =
                new Revision(Kind.PROXY, "a", PROXY, new Source("own", "1.0.0", 50), 0, null);
        assertThat(Snapshot.of(1, List.of(old, own)).revision(Kind.PROXY, "a")).contains(own);

        Revision ranked = revision("a", PROXY, copy(60), 10);
        assertThat(Snapshot.of(1, List.of(own, ranked)).revision(Kind.PROXY, "a")).contains(ranked);
    }

    private Copy copy(long source) {
        return new Copy(new Source("s" + source, "1.0.0", source), source + 100, "x", reaped::add);
    }

    private static Revision revision(String name, ProxyFactory factory, Copy copy, int ranking) {
        return new Revision(Kind.PROXY, name, factory, copy.source(), ranking, copy);
    }
}
