package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.stockade.access.PolicyChanges;

class AuditTest {
    @TempDir private Path state;
    private Audit audit = new Audit();
    private CommandLine line = commands();

    @BeforeEach
    void open() {
        audit = new Audit();
        audit.open(state);
        line = commands();
    }

    @AfterEach
    void close() throws InterruptedException {
        audit.close();
    }

    private CommandLine commands() {
        CurrentFirewall current = new CurrentFirewall();
        current.bind(new FakeFirewall());
        BundleContext bundles = new FakeBundles(Map.of()).context();
        return new CommandLine(
                bundles, current, new HealthChecks(bundles), new CurrentDeployment(), audit);
    }

    private Path log() {
        return state.resolve("audit.log");
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(log());
    }

    private CommandLine.Printed run(String... words) {
        return line.run(List.of(words), state, "alice");
    }

    /** Three acts, and the log as a later instance would find it. */
    private void threeActs() throws InterruptedException {
        run("kill", "web-out:17");
        run("kill", "web-out:18");
        run("start", "7");
        audit.close();
    }

    // Nobody gives a command then, and yet it is another policy that is in force.
    @Test
    void commitThatWentBackByItselfShouldBeInTheChain() throws Exception {
        FakeFirewall firewall = new FakeFirewall();
        audit.bind(firewall, Map.of());
        PolicyChanges.Entry expired =
                new PolicyChanges.Entry(
                        4,
                        Instant.EPOCH,
                        "ann",
                        "expired",
                        "/etc/edge.yaml",
                        FakeChanges.HASH,
                        "back from 3");
        firewall.changes.told.orElseThrow().accept(expired);
        run("kill", "web-out:17");

        assertThat(lines())
                .first()
                .asString()
                .contains(
                        "\"actor\":\"firewall\",\"act\":\"policy-expired\",\"subject\":\"the commit"
                                + " of ann, not confirmed in time\",\"result\":\"back from 3 to"
                                + " /etc/edge.yaml 0123456789abcdef");
        assertThat(run("audit", "verify").out()).contains("2 records, chain whole");

        firewall.changes
                .told
                .orElseThrow()
                .accept(
                        new PolicyChanges.Entry(
                                5,
                                Instant.EPOCH,
                                "ann",
                                "not-taken-back",
                                "/etc/edge.yaml",
                                FakeChanges.HASH,
                                "cannot go back from 3: port 9 is taken"));
        run("kill", "web-out:17");
        assertThat(lines().get(2))
                .contains("\"act\":\"policy-not-taken-back\"", "the commit of ann")
                .contains("\"result\":\"/etc/edge.yaml 0123456789abcdef")
                .contains(" stays: cannot go back from 3: port 9 is taken\"");
        audit.unbind(firewall);
        assertThat(firewall.changes.told).isEmpty();
    }

    private CommandLine.Printed verifyAnew(String... anchor) {
        open();
        return run(
                Stream.concat(Stream.of("audit", "verify"), Stream.of(anchor))
                        .toArray(String[]::new));
    }

    @Test
    void actShouldBeOnTheDiskWithItsActorWhenTheCommandReturns() throws IOException {
        run("kill", "web-out:17");
        assertThat(lines())
                .singleElement()
                .asString()
                .matches(
                        "\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\","
                                + "\"actor\":\"alice\",\"act\":\"kill\",\"subject\":\"web-out:17\","
                                + "\"result\":\"ok\",\"previous\":\"0{64}\"\\}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log())))
                .isEqualTo("rw-------");
    }

    // A tap shows what others say to each other: who had one is to be known.
    @Test
    void tapsShouldBeActs() throws IOException {
        run("stack", "web-out:17", "tap", "--seconds", "5");
        run("unstack", "web-out:17", "tap");
        assertThat(lines())
                .satisfiesExactly(
                        in ->
                                assertThat(in)
                                        .contains(
                                                "\"actor\":\"alice\",\"act\":\"stack\"",
                                                "\"web-out:17 tap --seconds 5\""),
                        out -> assertThat(out).contains("\"act\":\"unstack\"", "\"ok\""));
    }

    @Test
    void failedActShouldBeRecordedWithItsReason() throws IOException {
        run("kill", "web-out:18");
        run("policy", "load", "/missing.yaml");
        assertThat(lines().getFirst()).contains("\"result\":\"no live session web-out:18\"");
        assertThat(lines().getLast()).contains("\"act\":\"policy-load\"", "/missing.yaml");
    }

    @Test
    void lookingShouldLeaveNoRecord() throws IOException {
        run("sessions");
        run("policy", "show");
        run("audit", "show");
        run("no-such-command");
        assertThat(lines()).isEmpty();
    }

    @Test
    void untouchedLogShouldBeWholeAcrossRestarts() throws InterruptedException {
        assertThat(run("audit", "verify").out())
                .isEqualTo("audit log: 0 records, chain whole, head " + "0".repeat(64) + "\n");
        threeActs();
        CommandLine.Printed verified = verifyAnew();
        assertThat(verified.exit()).isZero();
        assertThat(verified.out())
                .matches("audit log: 4 records, chain whole, head [0-9a-f]{64}\n");
        run("kill", "web-out:17");
        assertThat(run("audit", "verify").out()).startsWith("audit log: 5 records, chain whole");
    }

    @Test
    void changedLineShouldShowInTheLineAfterIt() throws Exception {
        threeActs();
        List<String> lines = new ArrayList<>(lines());
        lines.set(1, lines.get(1).replace("alice", "bobby"));
        Files.write(log(), lines);
        CommandLine.Printed found = verifyAnew();
        assertThat(found.exit()).isEqualTo(1);
        assertThat(found.out()).startsWith("audit log: line 3: it follows ");
    }

    @Test
    void removedLineShouldShow() throws Exception {
        threeActs();
        List<String> lines = new ArrayList<>(lines());
        lines.removeFirst();
        Files.write(log(), lines);
        assertThat(verifyAnew().out()).startsWith("audit log: line 1: it follows ");
    }

    @Test
    void lineThatIsNoRecordShouldShow() throws Exception {
        threeActs();
        Files.writeString(log(), "garbage\n", StandardOpenOption.APPEND);
        assertThat(verifyAnew().out()).startsWith("audit log: line 5: it is no record");
    }

    @Test
    void truncationShouldShowToWhoeverHasNotedTheHead() throws Exception {
        threeActs();
        List<String> lines = lines();
        String head = AuditChain.hash(lines.getLast().getBytes(StandardCharsets.UTF_8));
        assertThat(verifyAnew(head).exit()).isZero();
        audit.close();
        Files.write(log(), lines.subList(0, 2));
        assertThat(verifyAnew().exit()).isZero();
        CommandLine.Printed found = run("audit", "verify", head);
        assertThat(found.exit()).isEqualTo(1);
        assertThat(found.out()).contains("none of its 2 records is " + head);
    }

    @Test
    void truncationUnderARunningInstanceShouldShowByItself() throws Exception {
        run("kill", "web-out:17");
        run("kill", "web-out:18");
        Files.write(log(), lines().subList(0, 1));
        assertThat(run("audit", "verify").out()).contains("but the last record written here was");
        run("kill", "web-out:17");
        assertThat(lines().get(1)).contains("\"act\":\"gap\"", "it was cut to");
    }

    @Test
    void removedFileShouldBeBegunAnewWithTheHeadOfTheOldOne() throws Exception {
        run("kill", "web-out:17");
        String head = AuditChain.hash(lines().getLast().getBytes(StandardCharsets.UTF_8));
        Files.delete(log());
        run("kill", "web-out:18");
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).contains("it was removed or replaced; its head was " + head);
        assertThat(run("audit", "verify").exit()).isZero();
    }

    @Test
    void tornLastLineShouldBePutAsideAndTheChainGoOn() throws Exception {
        threeActs();
        Files.writeString(log(), "{\"time\":\"20", StandardOpenOption.APPEND);
        assertThat(verifyAnew().out()).startsWith("audit log: 5 records, chain whole");
        assertThat(lines().getLast()).contains("\"act\":\"torn\"", "audit.log.torn-");
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files.filter(it -> it.toString().contains("torn")).toList())
                    .singleElement()
                    .satisfies(torn -> assertThat(torn).hasContent("{\"time\":\"20"));
        }
    }

    @Test
    void recordsThatCouldNotBeWrittenShouldBeNotedAsAGapOnceTheyCan() throws Exception {
        audit.close();
        try (FileChannel sparse = FileChannel.open(log(), StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(bytes("\n?\n")), AuditFile.LARGEST - 3);
        }
        open();
        assertThat(run("kill", "web-out:17").exit()).isZero();
        assertThat(run("kill", "web-out:17").exit()).isZero();
        Files.write(log(), new byte[0]);
        run("start", "7");
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).contains("it was cut to 0 bytes");
        assertThat(lines().get(1)).contains("\"act\":\"gap\"", "2 records could not be written");
        assertThat(lines().get(2)).contains("\"act\":\"start\"");
        assertThat(run("audit", "verify").exit()).isZero();
    }

    @Test
    void manyThreadsShouldMakeOneChain() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int j = 0; j < 25; j++) {
                                            run("kill", "web-out:17");
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(run("audit", "verify").out()).startsWith("audit log: 200 records, chain whole");
    }

    @Test
    void secondInstanceShouldNotWriteTheSameLog() throws Exception {
        Audit second = new Audit();
        second.open(state);
        assertThat(second.isOpen()).isFalse();
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(second::state)
                .withMessageContaining("another instance writes ");
    }

    @Test
    void folderThatCannotBeWrittenShouldBeToldAndHinderNoAct() throws Exception {
        audit.close();
        audit = new Audit();
        audit.open(Files.createFile(state.resolve("file")).resolve("folder"));
        line = commands();
        assertThat(run("kill", "web-out:17").exit()).isZero();
        assertThat(run("audit", "verify").error()).startsWith("no audit log is kept: ");
    }

    @Test
    void lastRecordsShouldBeShownOldestFirst() {
        run("kill", "web-out:17");
        run("start", "7");
        assertThat(run("audit", "show", "1").out()).contains("start").doesNotContain("kill");
        assertThat(run("audit", "show").out()).contains("alice", "kill", "start");
        assertThat(run("audit", "show", "0").exit()).isEqualTo(2);
        assertThat(run("audit", "verify", "xyz").exit()).isEqualTo(2);
    }

    @Test
    void commandOfTheControlSocketShouldBeRecordedWithTheUserAtItsOtherEnd() throws Exception {
        var context = new FakeBundles(Map.of(ControlSocket.STATE_DIR, state.toString())).context();
        ControlSocket socket = new ControlSocket(context, line);
        try (SocketChannel client =
                SocketChannel.open(UnixDomainSocketAddress.of(state.resolve("control.sock")))) {
            client.write(ByteBuffer.wrap(bytes("{\"args\":[\"kill\",\"web-out:17\"]}\n")));
            String answer =
                    new String(
                            Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains("killed web-out:17");
        } finally {
            socket.close();
        }
        assertThat(lines().getFirst())
                .contains("\"actor\":\"" + System.getProperty("user.name") + "\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
