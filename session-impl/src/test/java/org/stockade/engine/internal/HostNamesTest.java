package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.chain.HostResolver;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.HostNames.Answer;
import org.stockade.engine.internal.resolve.SystemResolver;

class HostNamesTest {
    private static final HostResolver SYSTEM = new SystemResolver();

    private record Question(String host, Consumer<Optional<Answer>> told) {}

    private final AtomicLong now = new AtomicLong();
    private final Deque<Question> questions = new ArrayDeque<>();
    private final List<HostResolver> asked = new ArrayList<>();
    private Optional<Duration> lifetime = Optional.empty();
    private int room = 100;
    private final HostNames names = new HostNames(this::ask, now::get);

    private boolean ask(HostResolver by, String host, Consumer<Optional<Answer>> told) {
        asked.add(by);
        if (questions.size() >= room) {
            return false;
        }
        questions.add(new Question(host, told));
        return true;
    }

    private static InetAddress at(String ip) {
        return SockAddr.of(ip, 0).address();
    }

    private void answer(String... ips) {
        List<InetAddress> all = new ArrayList<>();
        for (String ip : ips) {
            all.add(at(ip));
        }
        questions
                .remove()
                .told()
                .accept(
                        Optional.of(new Answer(all, lifetime))
                                .filter(it -> !it.addresses().isEmpty()));
    }

    private static Map<String, HostResolver> by(List<String> names) {
        Map<String, HostResolver> by = new LinkedHashMap<>();
        names.forEach(name -> by.put(name, SYSTEM));
        return by;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        names.refresh();
    }

    @Test
    void addressShouldHaveTheNamesThatResolveToIt() {
        names.retain(by(List.of("a.example", "b.example")));
        assertThat(questions).hasSize(2);
        assertThat(names.at(at("192.0.2.1"))).isEmpty();
        answer("192.0.2.1", "2001:db8::1");
        answer("192.0.2.1");
        assertThat(names.at(at("192.0.2.1"))).containsExactly("a.example", "b.example");
        assertThat(names.at(at("2001:db8::1"))).containsExactly("a.example");
    }

    @Test
    void answerShouldBeAskedForAgainWhenItHasGrownOld() {
        names.retain(by(List.of("a.example")));
        answer("192.0.2.1");
        pass(Duration.ofSeconds(59));
        assertThat(questions).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(questions).hasSize(1);
        pass(Duration.ofSeconds(100));
        assertThat(questions).as("one is on its way").hasSize(1);
        answer("192.0.2.2");
        assertThat(names.at(at("192.0.2.1"))).isEmpty();
        assertThat(names.at(at("192.0.2.2"))).containsExactly("a.example");
    }

    @ParameterizedTest
    @CsvSource({"1s, 10", "10s, 10", "90s, 90", "2h, 3600"})
    void answerShouldHoldAsLongAsItsResolverSaysWithinBounds(String ttl, int seconds) {
        lifetime = Optional.of(Duration.parse("PT" + ttl));
        names.retain(by(List.of("a.example")));
        answer("192.0.2.1");
        pass(Duration.ofSeconds(seconds - 1));
        assertThat(questions).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(questions).hasSize(1);
    }

    @Test
    void resolverOfTheYoungestGenerationShouldBeAskedAndForgottenWithIt() {
        StaticTable young = new StaticTable();
        names.retain(by(List.of("a.example")));
        answer("192.0.2.1");
        names.retain(Map.of("a.example", young));
        answer("192.0.2.2");
        assertThat(asked).containsExactly(SYSTEM, young);
        assertThat(names.at(at("192.0.2.2"))).containsExactly("a.example");

        names.release(Map.of("a.example", young));
        pass(HostNames.REFRESH);
        assertThat(asked.getLast()).isEqualTo(SYSTEM);
    }

    private static final class StaticTable implements HostResolver {
        @Override
        public Optional<List<InetAddress>> known(String host) {
            return Optional.empty();
        }

        @Override
        public List<InetAddress> ask(String host, Duration limit) {
            return List.of();
        }
    }

    @Test
    void failureShouldKeepTheLastGoodAddressesAndBeTriedAgain() {
        names.retain(by(List.of("a.example")));
        answer("192.0.2.1");
        pass(HostNames.REFRESH);
        answer();
        assertThat(names.at(at("192.0.2.1"))).containsExactly("a.example");
        pass(HostNames.REFRESH);
        answer("192.0.2.3");
        assertThat(names.at(at("192.0.2.1"))).isEmpty();
        assertThat(names.at(at("192.0.2.3"))).containsExactly("a.example");
    }

    @Test
    void nameShouldLiveAsLongAsAGenerationUsesIt() {
        names.retain(by(List.of("a.example")));
        names.retain(by(List.of("a.example")));
        answer("192.0.2.1");
        assertThat(questions).as("known already").isEmpty();
        names.release(by(List.of("a.example")));
        assertThat(names.at(at("192.0.2.1"))).containsExactly("a.example");
        names.release(by(List.of("a.example")));
        assertThat(names.at(at("192.0.2.1"))).isEmpty();
        pass(HostNames.REFRESH);
        assertThat(questions).isEmpty();
    }

    @Test
    void fewShouldBeAskedForAtOnce() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            many.add("h" + i + ".example");
        }
        names.retain(by(many));
        for (int left = 10; left > 0; left--) {
            assertThat(questions).hasSize(Math.min(4, left));
            answer();
        }
    }

    @Test
    void resolverThatIsFullShouldBeAskedLater() {
        room = 0;
        names.retain(by(List.of("a.example")));
        assertThat(questions).isEmpty();
        room = 1;
        names.refresh();
        answer("192.0.2.1");
        assertThat(names.at(at("192.0.2.1"))).containsExactly("a.example");
    }

    @Test
    void addressesOfANameShouldBeBounded() {
        names.retain(by(List.of("a.example")));
        String[] ips = new String[100];
        for (int i = 0; i < ips.length; i++) {
            ips[i] = "192.0.2." + i;
        }
        answer(ips);
        assertThat(names.at(at("192.0.2.63"))).isNotEmpty();
        assertThat(names.at(at("192.0.2.64"))).isEmpty();
    }

    @Test
    void waitShouldEndWithTheLastAnswerOrTheTime() throws InterruptedException {
        names.retain(by(List.of("a.example", "b.example")));
        answer("192.0.2.1");
        assertThat(names.await(List.of("a.example"), Duration.ofHours(1))).isEmpty();
        assertThat(names.await(List.of("a.example", "b.example"), Duration.ofMillis(1)))
                .containsExactly("b.example");
        answer();
        assertThat(names.await(List.of("b.example"), Duration.ofHours(1)))
                .as("a failure is an answer")
                .isEmpty();
    }
}
