package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.testkit.Network.bytes;
import static org.stockade.testkit.Network.text;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.BufferLimitException;
import org.stockade.endpoint.MalformedLineException;
import org.stockade.transport.BufferedEndpoint;

@ParameterizedClass
@EnumSource(Network.class)
@Timeout(120)
class EndpointReadingTest {
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

    @Test
    void fillShouldAddToWhatIsUnread() throws Exception {
        ends.peerSends("ab");
        ends.oursHas(2);
        ends.peerSends("cd");
        ends.oursHas(4);

        assertThat(text(ends.ours().unread())).isEqualTo("abcd");
        assertThat(ends.ours().received()).isEqualTo(4);
    }

    @Test
    void heldShouldTellTheBuffersUntilTheyComeBack() throws Exception {
        BufferedEndpoint ours = ends.ours();
        assertThat(ours.held()).isZero();
        ends.peerSends("ab");
        ends.oursHas(2);
        long unread = ours.held();
        assertThat(unread).isPositive();
        ours.write(bytes("x"));
        assertThat(ours.held()).isGreaterThan(unread);
        ours.flush();
        assertThat(ours.held()).isEqualTo(unread);
        ours.consume(2);
        assertThat(ours.held()).isZero();
    }

    @Test
    void fillShouldTellTheOrderlyEndAgainAndAgain() throws Exception {
        ends.peerSends("x");
        ends.peer().endOutput();
        ends.oursHas(1);

        assertThat(ends.ours().fill()).isFalse();
        assertThat(ends.ours().fill()).isFalse();
        assertThat(text(ends.ours().unread())).isEqualTo("x");
    }

    @Test
    void unreadShouldBeReadOnlyAndConsumedFromTheFront() throws Exception {
        ends.peerSends("abc");
        ends.oursHas(3);
        ByteBuffer unread = ends.ours().unread();
        unread.get();

        assertThat(unread.isReadOnly()).isTrue();
        assertThat(text(ends.ours().unread())).isEqualTo("abc");
        ends.ours().consume(2);
        assertThat(text(ends.ours().unread())).isEqualTo("c");
        assertThatThrownBy(() -> ends.ours().consume(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 bytes were to be consumed; 1 are unread");
    }

    @Test
    void consumingEverythingShouldGiveTheBufferBack() throws Exception {
        ends.peerSends("abc");
        ends.oursHas(3);
        assertThat(ends.pool().leased()).isEqualTo(1);

        ends.ours().consume(3);

        assertThat(ends.pool().leased()).isZero();
        assertThat(ends.ours().hasBuffered()).isFalse();
        assertThat(ends.ours().unread().remaining()).isZero();
    }

    @Test
    void waitingReaderShouldHoldNoBuffer() throws Exception {
        CompletableFuture<Boolean> filled = ends.waiting(ends.ours()::fill);
        assertThat(ends.pool().leased()).isZero();

        ends.peerSends("x");
        assertThat(filled.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sixtyFourKibibytesUnreadShouldBeTheMost() throws Exception {
        CompletableFuture<Object> sent =
                ends.meanwhile(
                        () -> {
                            ends.peerSends("x".repeat(64 * 1024 + 1));
                            return null;
                        });
        ends.oursHas(64 * 1024);

        assertThatThrownBy(() -> ends.ours().fill()).isInstanceOf(BufferLimitException.class);
        assertThat(ends.ours().unread().remaining()).isEqualTo(64 * 1024);
        ends.ours().consume(1);
        assertThat(ends.ours().fill()).isTrue();
        sent.get(60, TimeUnit.SECONDS);
    }

    @Test
    void pushedBackBytesShouldComeFirst() throws Exception {
        ends.peerSends("GET /");
        ends.oursHas(5);
        ends.ours().pushBack(bytes("PROXY "));
        assertThat(text(ends.ours().unread())).isEqualTo("PROXY GET /");

        ends.ours().consume(11);
        ends.ours().pushBack(bytes("again"));
        assertThat(text(ends.ours().unread())).isEqualTo("again");
        assertThat(ends.ours().received()).isEqualTo(5);
    }

    @Test
    void pushedBackViewOfWhatWasConsumedShouldRestoreIt() throws Exception {
        ends.peerSends("abcdef");
        ends.oursHas(6);
        ByteBuffer seen = ends.ours().unread().slice(0, 4);
        ends.ours().consume(4);
        ends.ours().pushBack(seen);

        assertThat(text(ends.ours().unread())).isEqualTo("abcdef");
    }

    @Test
    void pushingBackMoreThanFitsShouldBeRefused() throws Exception {
        ends.ours().pushBack(ByteBuffer.allocate(64 * 1024));

        assertThatThrownBy(() -> ends.ours().pushBack(bytes("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 65536");
    }

    @Test
    void readShouldCopyWhatThereIsAndThenTellTheEnd() throws Exception {
        ends.peerSends("hello");
        ends.peer().endOutput();
        StringBuilder got = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            // Both kinds of buffer, small and large: each has its own way through the code.
            ByteBuffer into = i % 2 == 0 ? ByteBuffer.allocate(2) : ByteBuffer.allocateDirect(8192);
            if (ends.ours().read(into) < 0) {
                break;
            }
            got.append(text(into.flip()));
        }

        assertThat(got).hasToString("hello");
        assertThat(ends.ours().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(ends.ours().read(ByteBuffer.allocateDirect(8192))).isEqualTo(-1);
    }

    @Test
    void linesShouldBeFoundWhereverTheyAreSplit() throws Exception {
        String sent = "HELO \u00e9\r\n\r\nQUIT\r\nrest";
        for (int split = 0; split <= sent.length(); split++) {
            ends.peerSends(sent.substring(0, split));
            int at = split;
            CompletableFuture<Object> second =
                    ends.meanwhile(
                            () -> {
                                ends.peerSends(sent.substring(at));
                                return null;
                            });
            assertThat(ends.ours().readLine(6)).isEqualTo("HELO \u00e9");
            assertThat(ends.ours().readLine(6)).isEmpty();
            assertThat(ends.ours().readLine(6)).isEqualTo("QUIT");
            second.get(60, TimeUnit.SECONDS);
            ends.oursHas(4);
            assertThat(text(ends.ours().unread())).isEqualTo("rest");
            ends.ours().consume(4);
        }
        ends.peer().endOutput();
        assertThat(ends.ours().readLine(6)).isNull();
    }

    @Test
    void malformedLineShouldBeDiscardedUpToTheNextCrLf() throws Exception {
        assertDiscarded("a\nb\r\n", "LF without CR");
        assertDiscarded("\n\r\n", "LF without CR");
        assertDiscarded("a\rb\r\n", "CR without LF");
        assertDiscarded("\r\r\n", "CR without LF");
        assertDiscarded("a\0b\nc\rd\r\n", "NUL");
        assertDiscarded("123456789\r\n", "over 8 bytes");
        assertDiscarded("123456789" + "\n\0".repeat(20_000) + "\r\r\n", "over 8 bytes");
    }

    private void assertDiscarded(String line, String why) throws Exception {
        CompletableFuture<Object> sent =
                ends.meanwhile(
                        () -> {
                            ends.peerSends(line + "12345678\r\n");
                            return null;
                        });
        assertThatThrownBy(() -> ends.ours().readLine(8))
                .isInstanceOf(MalformedLineException.class)
                .hasMessageContaining(why);
        assertThat(ends.ours().readLine(8)).isEqualTo("12345678");
        sent.get(60, TimeUnit.SECONDS);
    }

    @Test
    void lineWithoutItsEndShouldBeMalformedAndThenTheEndFollow() throws Exception {
        ends.peerSends("QUI");
        ends.peer().endOutput();

        assertThatThrownBy(() -> ends.ours().readLine(100))
                .isInstanceOf(MalformedLineException.class)
                .hasMessageContaining("ends without CRLF");
        assertThat(ends.ours().readLine(100)).isNull();
    }

    @Test
    void lineThatNeverEndsShouldEndTheReading() throws Exception {
        ends.meanwhile(
                () -> {
                    ends.peer().write(bytes("x".repeat(3 * 1024 * 1024)));
                    return null;
                });
        assertThatThrownBy(() -> ends.ours().readLine(100))
                .isInstanceOf(BufferLimitException.class);
        assertThatThrownBy(() -> ends.ours().fill()).isInstanceOf(BufferLimitException.class);
    }

    @Test
    void transferShouldMoveWhatIsUnreadFirstAndStopAtItsCount() throws Exception {
        try (Network.Ends other = network.connect()) {
            ends.peerSends("one two three");
            ends.oursHas(4);

            assertThat(ends.ours().transferTo(other.ours(), 7)).isEqualTo(7);
            other.ours().flush();
            assertThat(other.peerReads(7)).isEqualTo("one two");

            ends.peer().endOutput();
            assertThat(ends.ours().transferTo(other.ours(), Long.MAX_VALUE)).isEqualTo(6);
            other.ours().flush();
            assertThat(other.peerReads(6)).isEqualTo(" three");
        }
    }

    @Test
    void transferShouldNotKeepBytesWhileItWaitsForMore() throws Exception {
        try (Network.Ends other = network.connect()) {
            CompletableFuture<Long> moved =
                    ends.meanwhile(() -> ends.ours().transferTo(other.ours(), Long.MAX_VALUE));
            ends.peerSends("ping");
            assertThat(other.peerReads(4)).isEqualTo("ping");
            ends.peerSends("pong");
            assertThat(other.peerReads(4)).isEqualTo("pong");
            ends.peer().endOutput();
            assertThat(moved.get(60, TimeUnit.SECONDS)).isEqualTo(8);
        }
    }
}
