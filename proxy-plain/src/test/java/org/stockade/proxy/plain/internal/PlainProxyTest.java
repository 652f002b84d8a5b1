package org.stockade.proxy.plain.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.proxy.ProxyFactory;
import org.stockade.session.StackedSession;
import org.stockade.testkit.LogTap;
import org.stockade.testkit.Play;

class PlainProxyTest {
    private static Play play(int bytesPerRead) {
        return Play.with(new PlainProxyFactory(), bytesPerRead);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096})
    void bytesShouldPassBothWaysUnchanged(int bytesPerRead) throws IOException {
        play(bytesPerRead)
                .follows(
                        """
                        S> 220 ready
                        C< 220 ready
                        C> \\0\\xff\\r\\r\\n\\
                        S< \\0\\xff\\r\\r\\n\\
                        """);
    }

    @Test
    void endOfTheClientShouldReachTheServerAndLeaveTheOtherDirectionOpen() throws IOException {
        play(4096)
                .follows(
                        """
                        C> question
                        C> <END>
                        S< question
                        S< <END>
                        S> answer
                        C< answer
                        S> <END>
                        C< <END>
                        """);
    }

    @Test
    void endOfTheServerShouldReachTheClientAndLeaveTheOtherDirectionOpen() throws IOException {
        play(4096)
                .follows(
                        """
                        S> bye
                        S> <END>
                        C< bye
                        C< <END>
                        C> late
                        S< late
                        C> <END>
                        S< <END>
                        """);
    }

    @Test
    void withoutSoftShutdownTheFirstEndShouldEndBoth() throws IOException {
        play(4096)
                .settings("{ shutdown-soft: false }")
                .follows(
                        """
                        C> question
                        S< question
                        S> <END>
                        C< <END>
                        S< <END>
                        """);
    }

    @Test
    void directionThatIsNotCopiedShouldBeReadAndThrownAway() throws IOException {
        play(4096)
                .settings("{ copy-to-client: false }")
                .follows(
                        """
                        S> secret
                        S> <END>
                        C< <END>
                        C> log line
                        S< log line
                        C> <END>
                        S< <END>
                        """);
    }

    @Test
    void copyingNothingShouldStillPassOnEnds() throws IOException {
        play(4096)
                .settings("{ copy-to-client: false, copy-to-server: false, shutdown-soft: false }")
                .follows(
                        """
                        C> question
                        S> answer
                        S> <END>
                        C< <END>
                        S< <END>
                        """);
    }

    @Test
    void resetOfTheServerShouldReachTheClientAsReset() throws IOException {
        play(4096)
                .follows(
                        """
                        C> question
                        S< question
                        S> <RESET>
                        C< <RESET>
                        """);
    }

    @Test
    void resetOfTheClientShouldReachTheServerAsReset() throws IOException {
        play(4096)
                .follows(
                        """
                        S> 220 ready
                        C< 220 ready
                        C> <RESET>
                        S< <RESET>
                        """);
    }

    @Test
    void serverThatRefusesShouldBeShownToTheClientAsResetAndToTheRecordAsConnectionFail()
            throws IOException {
        LogTap log =
                play(4096)
                        .follows(
                                """
                                S! refuse
                                C< <RESET>
                                """);

        assertThat(log.of("core.summary"))
                .singleElement()
                .asString()
                .contains("verdict='DENIED_BY_CONNECTION_FAIL'")
                .contains("server_address='198.51.100.7'");
    }

    @Test
    void silenceLongerThanTheIdleLimitShouldResetBothAndLeaveTheVerdictAccepted()
            throws IOException {
        LogTap log =
                play(4096)
                        .timeLimits("{ idle: 200ms }")
                        .follows(
                                """
                                C> hello
                                S< hello
                                C< <RESET>
                                S< <RESET>
                                """);

        assertThat(log.of("core.summary"))
                .singleElement()
                .asString()
                .contains("verdict='ACCEPTED'")
                .contains("info='idle for 200 ms");
    }

    @Test
    void byteCountsShouldStandInTheRecord() throws IOException {
        LogTap log =
                play(4096)
                        .follows(
                                """
                                C> 12345678
                                S< 12345678
                                S> 123
                                C< 123
                                C> <END>
                                S< <END>
                                S> <END>
                                C< <END>
                                """);

        assertThat(log.of("core.summary"))
                .singleElement()
                .asString()
                .contains(
                        "client_received='10', client_sent='5', server_received='5', server_sent='10'");
    }

    @Test
    void wholeConversationShouldBeHandedToAStackedChild() throws IOException {
        ProxyFactory shout = with -> () -> PlainProxyTest::answerForTheServer;

        play(1).also("shout", shout)
                .settings("{ stack-proxy: { proxy: shout } }")
                .follows(
                        """
                        C> hello
                        S< (edge/play:0/played/shout) hello
                        S> well
                        C< well
                        """);
    }

    private static void answerForTheServer(StackedSession session) throws IOException {
        var server = session.connectServer();
        String line = session.clientStream().readLine(100);
        server.writeLine(session.sessionId() + " " + line);
        String answer = server.readLine(100);
        session.clientStream().writeLine(answer == null ? "" : answer);
    }
}
