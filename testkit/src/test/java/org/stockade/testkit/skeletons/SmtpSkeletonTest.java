package org.stockade.testkit.skeletons;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;
import org.stockade.testkit.Play;

class SmtpSkeletonTest {
    private static Play play(int bytesPerRead, Duration noopEvery, Proxy child) {
        ProxyFactory smtp =
                with -> {
                    var keys = new SmtpSkeleton.Keys(with.child("stack-proxy"), noopEvery);
                    return () -> new SmtpSkeleton(keys);
                };
        return Play.with(smtp, bytesPerRead)
                .also("scanner", with -> () -> child)
                .settings("{ stack-proxy: { proxy: scanner } }");
    }

    private static void pass(StackedSession session) throws IOException {
        Payload.OneWay mail = (Payload.OneWay) session.payload();
        mail.from().transferTo(mail.to(), Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096})
    void messageShouldReachTheServerWhenTheChildAcceptsIt(int bytesPerRead) throws IOException {
        play(bytesPerRead, Duration.ofMinutes(1), SmtpSkeletonTest::pass)
                .follows(
                        """
                        S> 220 ready
                        C< 220 ready
                        C> MAIL FROM:<a@b>
                        S< MAIL FROM:<a@b>
                        S> 250 ok
                        C< 250 ok
                        C> DATA
                        C< 354 Go ahead
                        C> Subject: x
                        C> ..a dot
                        C> .
                        S< DATA
                        S> 354 go on
                        S< Subject: x
                        S< ..a dot
                        S< .
                        S> 250 queued
                        C< 250 queued
                        C> QUIT
                        S< QUIT
                        S> 221 bye
                        C< 221 bye
                        C< <END>
                        """);
    }

    @Test
    void rejectedMessageShouldNotReachTheServerAndTheSessionShouldGoOn() throws IOException {
        play(
                        4096,
                        Duration.ofMinutes(1),
                        session -> {
                            pass(session);
                            session.verdict(new Verdict.Reject("virus"));
                        })
                .follows(
                        """
                        S> 220 ready
                        C< 220 ready
                        C> DATA
                        C< 354 Go ahead
                        C> EICAR
                        C> .
                        S< RSET
                        S> 250 reset
                        C< 550 virus
                        C> QUIT
                        S< QUIT
                        """);
    }

    @Test
    void serverShouldGetNoopsWhileTheChildThinks() throws IOException {
        // The child goes on when the server has seen two of them.
        BlockingQueue<Boolean> seen = new ArrayBlockingQueue<>(1);
        play(
                        4096,
                        Duration.ofMillis(20),
                        session -> {
                            Payload.OneWay mail = (Payload.OneWay) session.payload();
                            ByteBuffer line = ByteBuffer.allocate(100);
                            mail.from().read(line);
                            session.take(seen, Duration.ofSeconds(1));
                            mail.from().transferTo(mail.to(), Long.MAX_VALUE);
                        })
                .follows(
                        """
                        S> 220 ready
                        C< 220 ready
                        C> DATA
                        C< 354 Go ahead
                        C> one
                        S< NOOP
                        S> 250 ok
                        S< NOOP
                        S> 250 ok
                        """);
    }

    @Test
    void startTlsWithoutAPolicyShouldBeRefusedHere() throws IOException {
        play(4096, Duration.ofMinutes(1), SmtpSkeletonTest::pass)
                .follows(
                        """
                        S> 220 ready
                        C< 220 ready
                        C> STARTTLS
                        C< 454 TLS not available
                        C> NOOP
                        S< NOOP
                        S> 250 ok
                        C< 250 ok
                        """);
    }
}
