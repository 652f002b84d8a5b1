package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.testkit.Network.bytes;
import static org.stockade.testkit.Network.text;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.EndpointClosedException;

@ParameterizedClass
@EnumSource(Network.class)
@Timeout(120)
class EndpointClosingTest {
    @Parameter Network network;
    private Network.Ends ends;

    @BeforeEach
    void connect() throws Exception {
        ends = network.connect();
    }

    @AfterEach
    void everyBufferShouldHaveComeBack() throws Exception {
        ends.close();
    }

    // Who flushes holds the output for a moment; nothing is lost by closing just then.
    @Test
    void closingWhileAnotherThreadFlushesShouldBeAnOrderlyEnd() throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Network.Ends each = network.connect()) {
                CompletableFuture<Object> flushing =
                        each.meanwhile(
                                () -> {
                                    while (!each.ours().isClosed()) {
                                        each.ours().flush();
                                    }
                                    return null;
                                });
                each.ours().write(bytes("bye"));
                each.ours().flush();
                each.ours().close();

                assertThat(each.peerReads(3)).isEqualTo("bye");
                assertThat(each.peer().fill()).as("round " + i).isFalse();
                flushing.handle((none, closed) -> true).get(30, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closingShouldWakeAReader(Way way) throws Exception {
        CompletableFuture<Boolean> filled = ends.waiting(() -> ends.ours().fill());
        way.end(ends.ours());
        assertThatThrownBy(() -> filled.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(EndpointClosedException.class)
                .hasMessageContaining(way.word);
        assertThatThrownBy(() -> ends.ours().readLine(1))
                .isInstanceOf(EndpointClosedException.class);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closingShouldWakeAWriter(Way way) throws Exception {
        CompletableFuture<Object> written =
                ends.waiting(
                        () -> {
                            ends.ours().write(bytes("x".repeat(32 * 1024 * 1024)));
                            return null;
                        });
        way.end(ends.ours());
        assertThatThrownBy(() -> written.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(EndpointClosedException.class);
        assertThatThrownBy(() -> ends.ours().write(bytes("x")))
                .isInstanceOf(EndpointClosedException.class);
        assertThatThrownBy(() -> ends.ours().flush()).isInstanceOf(EndpointClosedException.class);
        assertThatThrownBy(() -> ends.ours().endOutput())
                .isInstanceOf(EndpointClosedException.class);
        // The output was cut short, and must not look complete.
        assertThatThrownBy(() -> drainPeer()).isInstanceOf(ConnectionResetException.class);
    }

    private void drainPeer() throws Exception {
        while (ends.peer().fill()) {
            ends.peer().consume(ends.peer().unread().remaining());
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closingShouldWakeAnAwait(Way way) throws Exception {
        CompletableFuture<Endpoint.Readiness> found =
                ends.waiting(() -> ends.ours().await(Network.LONG));
        way.end(ends.ours());
        assertThatThrownBy(() -> found.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(EndpointClosedException.class);
    }

    @Test
    void closeShouldSendWhatWasKeptAndEndInOrder() throws Exception {
        ends.ours().write(bytes("421 closing\r\n"));
        ends.ours().close();
        ends.ours().close();
        ends.ours().abort();

        assertThat(ends.ours().isClosed()).isTrue();
        assertThat(ends.peer().readLine(100)).isEqualTo("421 closing");
        assertThat(ends.peer().readLine(100)).isNull();
    }

    @Test
    void closeShouldNotDestroyTheAnswerWhenInputIsUnread() throws Exception {
        ends.peerSends("x".repeat(100));
        ends.oursHas(1);
        ends.peerSends("y".repeat(40_000));
        ends.ours().write(bytes("HTTP/1.1 413 Content Too Large\r\n"));
        ends.ours().close();

        assertThat(ends.peer().readLine(100)).isEqualTo("HTTP/1.1 413 Content Too Large");
        assertThat(ends.peer().readLine(100)).isNull();
    }

    @Test
    void abortShouldResetThePeer() throws Exception {
        ends.ours().write(bytes("never sent"));
        ends.ours().abort();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ends.peer().fill())
                    .isInstanceOf(ConnectionResetException.class)
                    .hasMessageContaining(ends.ours().local().toString());
        }
        assertThatThrownBy(
                        () -> {
                            ends.peer().write(bytes("x"));
                            ends.peer().flush();
                        })
                .isInstanceOf(ConnectionResetException.class);
        assertThat(ends.peer().isClosed()).isTrue();
    }

    @Test
    void resetShouldWakeAReaderAndAWriter() throws Exception {
        CompletableFuture<Object> written =
                ends.waiting(
                        () -> {
                            ends.ours().write(bytes("x".repeat(32 * 1024 * 1024)));
                            return null;
                        });
        CompletableFuture<Boolean> filled = ends.waiting(() -> ends.ours().fill());
        ends.peer().abort();
        assertThatThrownBy(() -> written.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ConnectionResetException.class);
        assertThatThrownBy(() -> filled.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ConnectionResetException.class);
    }

    @Test
    void answerSentBeforeTheConnectionBrokeShouldStillBeRead() throws Exception {
        ends.peerSends("413");
        ends.peer().close();
        // Writing to a peer that has closed brings a reset sooner or later; its answer came before.
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                ends.ours().write(bytes("x".repeat(100_000)));
                            }
                        })
                .isInstanceOf(ConnectionResetException.class);
        try {
            ends.oursHas(3);
            assertThat(text(ends.ours().unread())).isEqualTo("413");
        } catch (ConnectionResetException lostInTheKernel) {
            assertThat(network).isEqualTo(Network.SOCKETS);
        }
    }

    @Test
    void outputThatCannotBeSentShouldNotKeepAReaderFromTheAnswer() throws Exception {
        ends.peerSends("413");
        ends.oursHas(1);
        ends.peer().close();
        // Kept until the wait for input, and then nobody takes it.
        ends.ours().write(bytes("more of the body"));
        ends.oursHas(3);
        assertThat(text(ends.ours().unread())).isEqualTo("413");
    }

    @Test
    void brokenConnectionShouldNotLookLikeAnOrderlyEnd() throws Exception {
        ends.peerSends("half an ans");
        ends.oursHas(11);
        ends.ours().consume(11);
        ends.peer().abort();
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                ends.ours().write(bytes("x".repeat(100_000)));
                            }
                        })
                .isInstanceOf(ConnectionResetException.class);
        assertThatThrownBy(() -> ends.ours().fill()).isInstanceOf(ConnectionResetException.class);
    }

    /** Ways to end an endpoint here. */
    enum Way {
        ABORT("aborted"),
        CLOSE("closed");

        private final String word;

        Way(String word) {
            this.word = word;
        }

        void end(Endpoint endpoint) {
            if (this == ABORT) {
                endpoint.abort();
            } else {
                endpoint.close();
            }
        }
    }
}
