package org.stockade.engine.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stockade.auth.Answer;
import org.stockade.auth.Authenticator;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;

/** Whatever an authenticator does, its caller gets an answer or a reason in time. */
class JudgeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Judge.Waiter WAITER =
            new Judge.Waiter() {
                @Override
                public <T> Optional<T> take(BlockingQueue<T> from, Duration atMost)
                        throws IOException {
                    try {
                        return Optional.ofNullable(
                                from.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
                    } catch (InterruptedException hurried) {
                        throw new IOException(hurried);
                    }
                }
            };

    private static Answer ask(Authenticator authenticator, Duration limit) throws IOException {
        try (Judge judge = new Judge("people", "", authenticator)) {
            return judge.ask(Credentials.password("ada", "x".toCharArray()), limit, WAITER);
        }
    }

    @Test
    void answerShouldComeFromAThreadOfItsOwn() throws IOException {
        Thread caller = Thread.currentThread();
        Answer answer =
                ask(
                        (offered, limit) -> {
                            assertThat(Thread.currentThread()).isNotSameAs(caller);
                            assertThat(Thread.currentThread().isVirtual()).isFalse();
                            return new Answer.Accepted(new Identity("ada", List.of()));
                        },
                        LONG);

        assertThat(answer).isEqualTo(new Answer.Accepted(new Identity("ada", List.of())));
    }

    @Test
    void failureToSayWhatItLacksShouldBeTold() {
        Authenticator broken =
                new Authenticator() {
                    @Override
                    public Answer judge(Credentials offered, Duration limit) {
                        return new Answer.Rejected();
                    }

                    @Override
                    public Map<String, String> lacking() {
                        throw new IllegalStateException("broken");
                    }
                };
        try (Judge judge = new Judge("people", "", broken)) {
            assertThat(judge.lacking())
                    .isEqualTo(
                            Map.of(
                                    "",
                                    "its bundle fails to say whether it could judge anybody, with"
                                            + " IllegalStateException; update the bundle"));
        }
    }

    @Test
    void silentOneShouldBeGivenUpAndInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThatThrownBy(
                        () ->
                                ask(
                                        (offered, limit) -> {
                                            try {
                                                new CountDownLatch(1).await();
                                            } catch (InterruptedException givenUp) {
                                                interrupted.countDown();
                                            }
                                            return new Answer.Rejected();
                                        },
                                        Duration.ofMillis(20)))
                .isInstanceOf(Judge.Unanswered.class)
                .hasMessage("it did not answer within 20 ms");
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void brokenOneShouldBeTextAlone() {
        assertThatThrownBy(
                        () ->
                                ask(
                                        (offered, limit) -> {
                                            throw new IllegalStateException("no " + offered);
                                        },
                                        LONG))
                .isInstanceOf(Judge.Unanswered.class)
                .hasMessage("it failed: java.lang.IllegalStateException: no credentials of ada")
                .hasNoCause();
        assertThatThrownBy(
                        () ->
                                ask(
                                        (offered, limit) -> {
                                            throw new IOException("the directory is away");
                                        },
                                        LONG))
                .isInstanceOf(Judge.Unanswered.class)
                .hasMessage("the directory is away");
    }

    @Test
    void closedOneShouldAnswerNobody() {
        Judge judge = new Judge("people", "", (offered, limit) -> new Answer.Rejected());
        judge.close();

        assertThatThrownBy(() -> judge.ask(Credentials.password("ada", new char[0]), LONG, WAITER))
                .isInstanceOf(Judge.Unanswered.class)
                .hasMessage("it is not in force any more");
    }
}
