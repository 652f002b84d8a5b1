package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.ServiceCounters.Answer;
import org.stockade.engine.internal.ServiceCounters.Counter;
import org.stockade.engine.internal.ServiceCounters.Place;
import org.stockade.engine.internal.ServiceCounters.Refusal;
import org.stockade.policy.ServicePolicy;
import org.stockade.policy.internal.YamlPolicyParser;

/** Who is admitted to a service: every limit holds exactly, and a refusal names it. */
class ServiceCountersTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Counter counter = new ServiceCounters(now::get).of("web");

    private static ServicePolicy service(String limits) {
        return new YamlPolicyParser()
                .parse(
                        "t.yaml",
                        "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\nservices:\n"
                                + "  web: { proxy: http, router: inband, "
                                + limits
                                + " }\n")
                .policy()
                .orElseThrow()
                .services()
                .getFirst();
    }

    private static InetAddress at(String ip) {
        return SockAddr.of(ip, 0).address();
    }

    private Answer admit(ServicePolicy service, String ip) {
        return counter.admit(service, at(ip));
    }

    @Test
    void burstShouldBeginAtOnceAndThenSoManyASecond() {
        ServicePolicy service = service("session-rate: { per-second: 10, burst: 3 }");
        for (int i = 0; i < 3; i++) {
            assertThat(admit(service, "192.0.2.1")).isInstanceOf(Place.class);
        }
        assertThat(admit(service, "192.0.2.1"))
                .isEqualTo(
                        new Refusal(
                                "service \"web\" begins 10 sessions a second, 3 at once, its"
                                        + " session-rate; raise it, or try again in a moment"));
        // Past the end of the clock's range, as of System.nanoTime.
        now.addAndGet(100_000_000);
        assertThat(admit(service, "192.0.2.1")).isInstanceOf(Place.class);
        assertThat(admit(service, "192.0.2.1")).isInstanceOf(Refusal.class);
        now.addAndGet(3_600_000_000_000L);
        for (int i = 0; i < 3; i++) {
            assertThat(admit(service, "192.0.2.1")).isInstanceOf(Place.class);
        }
        assertThat(admit(service, "192.0.2.1")).isInstanceOf(Refusal.class);
    }

    @Test
    void sourceShouldBeAnAddressOrANetworkOf64Bits() {
        ServicePolicy service = service("max-sessions-per-source: 1");
        assertThat(admit(service, "192.0.2.1")).isInstanceOf(Place.class);
        assertThat(admit(service, "192.0.2.2")).isInstanceOf(Place.class);
        assertThat(admit(service, "192.0.2.1"))
                .isEqualTo(
                        new Refusal(
                                "service \"web\" has 1 sessions from 192.0.2.1, its"
                                        + " max-sessions-per-source; raise it, or wait until one has"
                                        + " ended"));
        assertThat(admit(service, "2001:db8::1")).isInstanceOf(Place.class);
        assertThat(admit(service, "2001:db8:0:1::1")).isInstanceOf(Place.class);
        assertThat(admit(service, "2001:db8::ffff:2").toString()).contains("from 2001:db8::/64");
    }

    @Test
    void placeShouldComeBackToItsSource() {
        ServicePolicy service = service("max-sessions-per-source: 1");
        Place place = (Place) admit(service, "192.0.2.1");
        assertThat(counter.open()).isEqualTo(1);
        place.giveBack();
        assertThat(counter.open()).isZero();
        assertThat(admit(service, "192.0.2.1")).isInstanceOf(Place.class);
    }

    @Test
    void refusedSessionShouldCountNowhere() {
        ServicePolicy service =
                service(
                        "max-sessions: 1, max-sessions-per-source: 5, session-rate: { per-second: 1,"
                                + " burst: 2 }");
        Place place = (Place) admit(service, "192.0.2.1");
        for (int i = 0; i < 10; i++) {
            assertThat(admit(service, "192.0.2.1").toString())
                    .contains("has 1 sessions, its max-sessions; raise it");
        }
        place.giveBack();
        assertThat(counter.open()).isZero();
        assertThat(admit(service, "192.0.2.1")).isInstanceOf(Place.class);
    }

    @Test
    void limitsOfALaterPolicyShouldCountWhatLivesOfTheEarlier() {
        admit(service("max-sessions: 5"), "192.0.2.1");
        assertThat(admit(service("max-sessions: 1, max-sessions-per-source: 5"), "192.0.2.1"))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void limitsShouldHoldExactlyWhenManyBeginAtOnce() throws InterruptedException {
        ServicePolicy service = service("max-sessions: 30, max-sessions-per-source: 7");
        ConcurrentLinkedQueue<Place> places = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            InetAddress from = at("192.0.2." + i % 10);
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            go.await();
                                        } catch (InterruptedException impossible) {
                                            throw new IllegalStateException(impossible);
                                        }
                                        if (counter.admit(service, from) instanceof Place place) {
                                            places.add(place);
                                        }
                                    }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(places).hasSize(30);
        assertThat(counter.open()).isEqualTo(30);
        places.forEach(Place::giveBack);
        assertThat(counter.open()).isZero();
    }

    @Test
    void operatorsMaintenanceShouldGoBeforeThePolicysOwn() {
        ServicePolicy open = service("max-sessions: 0");
        ServicePolicy closed = service("maintenance: moving house");
        assertThat(counter.maintenance(open)).isEmpty();
        assertThat(counter.maintenance(closed)).contains("moving house");
        counter.maintain(java.util.Optional.of("back soon"));
        assertThat(counter.maintenance(open)).contains("back soon");
        assertThat(counter.maintenance(closed)).contains("back soon");
        counter.maintain(java.util.Optional.empty());
        assertThat(counter.maintenance(closed)).contains("moving house");
    }

    @Test
    void tableOfSourcesShouldBeBoundedAndHoldNoneWithoutSessions() {
        SourceCounts counts = new SourceCounts(2);
        SourceCounts.Source one = SourceCounts.Source.of(at("192.0.2.1"));
        SourceCounts.Source other = SourceCounts.Source.of(at("2001:db8::1"));
        SourceCounts.Source third = SourceCounts.Source.of(at("192.0.2.3"));
        counts.add(one);
        counts.add(one);
        counts.add(other);
        assertThat(counts.hasRoomFor(one)).isTrue();
        assertThat(counts.hasRoomFor(third)).isFalse();
        counts.remove(one);
        assertThat(counts.of(one)).isEqualTo(1);
        counts.remove(one);
        assertThat(counts.size()).isEqualTo(1);
        assertThat(counts.hasRoomFor(third)).isTrue();
    }
}
