package org.stockade.itests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.itests.engine.Datagrams.Client;
import org.stockade.itests.peers.Capture;
import org.stockade.itests.peers.Places;
import org.stockade.itests.peers.Run;
import org.stockade.itests.transport.Moving;
import org.stockade.testkit.MemoryTransport;

/** A tap in a session of datagrams: each a packet, as its proxy reads and writes them. */
class DatagramTapTest {
    private static TapState tap(Datagrams at, long bytes) throws IOException {
        String id = at.firewall().sessions().getFirst().id();
        return at.firewall().tap(new TapOrder(id, "alice", bytes, Duration.ofSeconds(60)));
    }

    private static TapState untap(Datagrams at) throws IOException {
        return at.firewall().untap(at.firewall().sessions().getFirst().id());
    }

    @ParameterizedTest
    @EnumSource(Moving.class)
    void datagramsShouldBePacketsOfBothSides(Moving moving) throws Exception {
        try (var transport = moving.open();
                Datagrams at = new Datagrams(transport, Datagrams.POLICY);
                Client client = at.client()) {
            client.ask("before");
            TapState state = tap(at, TapOrder.USUAL_BYTES);
            client.ask("?");
            client.ask("");
            client.ask("!!");
            // An answer may still be on its way to the file when the tap comes or goes.
            client.ask("last");
            Capture seen = Capture.of(untap(at).file());
            client.ask("after");

            assertThat(seen.whole()).isTrue();
            assertThat(seen.streams()).isEmpty();
            String asked = "127.0.0.1:" + client.socket.getLocalPort() + " > " + at.address();
            String answered = at.address() + " > 127.0.0.1:" + client.socket.getLocalPort();
            String ours = "127.0.0.1:" + at.served.take();
            String server = "127.0.0.1:" + at.server.getLocalPort();
            assertThat(seen.datagrams())
                    .filteredOn(each -> !each.endsWith(": before") && !each.endsWith(": last"))
                    .containsSubsequence(
                            asked + ": ?", answered + ": ?", asked + ": ", asked + ": !!")
                    .containsSubsequence(
                            ours + " > " + server + ": ?", server + " > " + ours + ": ?")
                    .hasSize(12);
            sizesByTshark(state.file());
        }
    }

    private static void sizesByTshark(String file) throws IOException, InterruptedException {
        if (!Places.has("tshark")) {
            return;
        }
        Run run =
                Run.of(
                        "tshark",
                        "-r",
                        file,
                        "-o",
                        "udp.check_checksum:TRUE",
                        "-T",
                        "fields",
                        "-e",
                        "udp.length",
                        "-e",
                        "udp.checksum.status",
                        "-e",
                        "_ws.malformed");
        assertThat(run.exit()).as(run.err()).isZero();
        // Status 1: the checksum is good.
        assertThat(run.out().lines().map(line -> line.strip().replace('\t', ' ')))
                .filteredOn(each -> !each.equals("14 1") && !each.equals("12 1"))
                .containsOnly("8 1", "9 1", "10 1")
                .hasSize(12);
    }

    @Test
    void largestDatagramShouldFitAndTheFileKeepToItsLimit() throws Exception {
        try (Datagrams at = new Datagrams(new MemoryTransport(4096), Datagrams.POLICY);
                Client client = at.client()) {
            client.ask("before");
            long limit = 150_000;
            TapState state = tap(at, limit);
            String largest = "x".repeat(65_507);
            for (int i = 0; i < 2; i++) {
                assertThat(client.ask(largest)).isEqualTo(largest);
            }
            Datagrams.until(() -> at.log.of("core.tap-ended").size() == 1);
            assertThat(at.log.of("core.tap-ended").getFirst()).contains("its file is full");
            assertThat(Files.size(Path.of(state.file()))).isLessThanOrEqualTo(limit);
            List<String> seen = Capture.of(state.file()).datagrams();
            assertThat(seen)
                    .filteredOn(each -> !each.endsWith(": before"))
                    .hasSize(2)
                    .allMatch(each -> each.endsWith(": " + largest));
            assertThatThrownBy(() -> untap(at)).hasMessageContaining("has no tap");
        }
    }

    @Test
    void endOfTheSessionShouldLeaveTheFileWhole() throws Exception {
        try (Datagrams at = new Datagrams(new MemoryTransport(4096), Datagrams.POLICY);
                Client client = at.client()) {
            client.ask("before");
            TapState state = tap(at, TapOrder.USUAL_BYTES);
            client.ask("?");
            at.records(1);
            Datagrams.until(() -> at.log.of("core.tap-ended").size() == 1);
            assertThat(at.log.of("core.tap-ended").getFirst()).contains("its session has ended");
            assertThat(Capture.of(state.file()).whole()).isTrue();
        }
    }
}
