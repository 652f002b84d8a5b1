package org.stockade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.testkit.Network.LONG;
import static org.stockade.testkit.Network.text;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stockade.endpoint.TlsPlan;
import org.stockade.testkit.Network.Ends;
import org.stockade.transport.BufferedEndpoint;
import org.stockade.transport.Tap;

/** A tap lies above TLS, on every network, in both versions. */
class EndpointTlsTapTest {
    @TempDir static Path folder;
    private static TestKeys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = TestKeys.make(folder);
    }

    static Stream<Arguments> everywhere() {
        return EndpointTlsTest.everywhere();
    }

    private static void shake(Ends ends, TlsPlan ours, TlsPlan peers) throws Exception {
        CompletableFuture<Boolean> peer =
                ends.meanwhile(
                        () -> {
                            ends.peer().startTls(peers);
                            return true;
                        });
        ends.ours().startTls(ours);
        peer.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    // Put in before the handshake or after it: it lies above TLS.
    @ParameterizedTest
    @MethodSource("everywhere")
    void tapShouldSeeTheTextAndNothingOfTheHandshake(Network network, String version)
            throws Exception {
        try (Ends ends = network.connect()) {
            StringBuffer before = new StringBuffer();
            StringBuffer after = new StringBuffer();
            BufferedEndpoint ours = (BufferedEndpoint) ends.ours();
            ours.tap(writing(before));
            shake(ends, keys.server(version), keys.client(version));
            ours.tap(writing(after));
            ours.writeLine("hello from ours");
            ours.flush();
            assertThat(ends.peer().readLine(100)).isEqualTo("hello from ours");
            ends.peer().writeLine("hello from the peer");
            ends.peer().flush();
            assertThat(ours.readLine(100)).isEqualTo("hello from the peer");

            assertThat(before).hasToString(after.toString());
            assertThat(after.toString())
                    .contains("< hello from ours\r\n", "> hello from the peer\r\n")
                    .hasLineCount(2);
            assertThatThrownBy(() -> ours.startTls(keys.server(version)))
                    .hasMessageContaining("has TLS already");
        }
    }

    private static Tap writing(StringBuffer seen) {
        return new Tap() {
            @Override
            public void received(ByteBuffer bytes) {
                seen.append("> ").append(text(bytes));
            }

            @Override
            public void sent(ByteBuffer bytes) {
                seen.append("< ").append(text(bytes));
            }

            @Override
            public void receivedEnd() {}

            @Override
            public void sentEnd() {}
        };
    }
}
