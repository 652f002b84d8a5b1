package org.stockade.engine.internal.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stockade.chain.HostResolver;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.match.AddressBook.Entry;
import org.stockade.engine.internal.resolve.SystemResolver;
import org.stockade.match.MatcherException;

/**
 * Addresses of hosts, asked for off the data path and served for a bounded time without answers.
 */
class AddressBookTest {
    private static final HostResolver BY = new SystemResolver();
    private static final Duration STALE = Duration.ofMinutes(10);

    private record Question(String host, Consumer<Optional<List<InetAddress>>> told) {}

    private final AtomicLong now = new AtomicLong(7);
    private final Deque<Question> questions = new ArrayDeque<>();
    private final AddressBook book = new AddressBook(this::ask, now::get);

    private boolean ask(HostResolver by, String host, Consumer<Optional<List<InetAddress>>> told) {
        return questions.add(new Question(host, told));
    }

    private DnsMatcher matcher(String... hosts) {
        List<Entry> entries = new ArrayList<>();
        for (String each : hosts) {
            entries.add(book.open("r", BY, each));
        }
        book.look();
        return new DnsMatcher(hosts.length, new BookedAddresses(entries, STALE, now::get));
    }

    private void answer(String... ips) {
        List<InetAddress> all = new ArrayList<>();
        for (String ip : ips) {
            all.add(SockAddr.of(ip, 0).address());
        }
        questions.remove().told().accept(Optional.of(all));
    }

    private void fail() {
        questions.remove().told().accept(Optional.empty());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        book.look();
    }

    @Test
    void addressOfAHostShouldMatchHoweverItIsWritten() throws MatcherException {
        DnsMatcher matcher = matcher("a.test", "b.test");
        answer("192.0.2.1");
        answer("2001:db8::1");
        assertThat(matcher.matches("192.0.2.1")).isTrue();
        assertThat(matcher.matches("::ffff:192.0.2.1")).isTrue();
        assertThat(matcher.matches("2001:DB8:0::1")).isTrue();
        assertThat(matcher.matches("192.0.2.2")).isFalse();
        assertThat(matcher.matches("a.test")).isFalse();
        assertThat(matcher.explain("2001:db8::1").why()).isEqualTo("b.test has it now");
    }

    @Test
    void hostThatDoesNotExistShouldMatchNothing() throws MatcherException {
        DnsMatcher matcher = matcher("a.test");
        answer();
        assertThat(matcher.matches("192.0.2.1")).isFalse();
    }

    @Test
    void unknownHostShouldBeNoAnswerUnlessAnotherOneHasTheAddress() throws MatcherException {
        DnsMatcher matcher = matcher("a.test", "b.test");
        assertThatThrownBy(() -> matcher.matches("192.0.2.1"))
                .isInstanceOf(MatcherException.class)
                .hasMessageContaining("nobody has said which addresses");
        fail();
        answer("192.0.2.1");
        assertThat(matcher.matches("192.0.2.1")).isTrue();
        assertThatThrownBy(() -> matcher.matches("192.0.2.2")).hasMessageContaining("a.test");
    }

    @Test
    void addressesShouldBeAskedForAgainAndFollowTheAnswers() throws MatcherException {
        DnsMatcher matcher = matcher("a.test");
        answer("192.0.2.1");
        pass(AddressBook.REFRESH.minusSeconds(1));
        assertThat(questions).isEmpty();
        pass(Duration.ofSeconds(1));
        answer("192.0.2.2");
        assertThat(matcher.matches("192.0.2.1")).isFalse();
        assertThat(matcher.matches("192.0.2.2")).isTrue();
    }

    @Test
    void addressesShouldCountForABoundedTimeWithoutAnAnswer() throws MatcherException {
        DnsMatcher matcher = matcher("a.test");
        answer("192.0.2.1");
        pass(AddressBook.REFRESH);
        fail();
        assertThat(matcher.matches("192.0.2.1")).isTrue();
        assertThat(matcher.matches("192.0.2.2")).isFalse();
        pass(AddressBook.AGAIN);
        fail();
        pass(STALE);
        assertThatThrownBy(() -> matcher.matches("192.0.2.1")).isInstanceOf(MatcherException.class);
        answer("192.0.2.1");
        assertThat(matcher.matches("192.0.2.1")).isTrue();
    }

    @Test
    void addressesOfAHostThatVanishedShouldEndWithTheirTimeToo() throws MatcherException {
        DnsMatcher matcher = matcher("a.test");
        answer("192.0.2.1");
        pass(AddressBook.REFRESH);
        answer();
        assertThat(matcher.matches("192.0.2.1")).isTrue();
        now.addAndGet(STALE.toNanos() + 1);
        assertThat(matcher.matches("192.0.2.1")).isFalse();
    }

    @Test
    void nextPolicyShouldGoOnWithWhatIsKnownAndTheLastEndIt() throws MatcherException {
        Entry first = book.open("r", BY, "a.test");
        book.look();
        answer("192.0.2.1");
        DnsMatcher next = matcher("a.test");
        book.release(first);
        assertThat(next.matches("192.0.2.1")).isTrue();
        assertThat(questions).isEmpty();
        book.release(first);
        pass(AddressBook.REFRESH);
        assertThat(questions).as("nobody uses it any more").isEmpty();
    }

    @Test
    void fewQuestionsShouldBeAskedAtOnce() {
        matcher("a.test", "b.test", "c.test", "d.test", "e.test", "f.test");
        assertThat(questions).hasSize(4);
        answer("192.0.2.1");
        assertThat(questions).hasSize(4);
    }

    @Test
    void waitingForFirstAnswersShouldEndInTime() throws InterruptedException {
        Entry entry = book.open("r", BY, "a.test");
        assertThat(book.await(List.of(entry), Duration.ofMillis(1))).containsExactly("a.test");
        answer("192.0.2.1");
        assertThat(book.await(List.of(entry), Duration.ofSeconds(20))).isEmpty();
    }
}
