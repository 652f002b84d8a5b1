package org.stockade.engine.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stockade.engine.internal.resolve.LoopbackDns.address;
import static org.stockade.engine.internal.resolve.LoopbackDns.answer;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.minidns.record.CNAME;
import org.minidns.record.Record;
import org.minidns.record.Record.TYPE;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.resolve.DnsLookup.Family;

/** A server on loopback that answers, lies, is silent, or says more than fits. */
class DnsResolverTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicLong later = new AtomicLong();

    private DnsResolver resolver(Duration timeout, LoopbackDns... servers) {
        List<SockAddr> addresses =
                List.of(servers).stream()
                        .map(each -> SockAddr.of("127.0.0.1", each.port()))
                        .toList();
        DnsServers asked = new DnsServers(addresses, timeout, System::nanoTime);
        return new DnsResolver(
                new DnsLookup(asked, () -> System.nanoTime() + later.get()),
                Family.ANY,
                Duration.ofHours(1),
                100);
    }

    private static List<String> ips(List<InetAddress> addresses) {
        return addresses.stream().map(each -> new SockAddr(each, 0).ip()).toList();
    }

    private static LoopbackDns usual() throws IOException {
        return new LoopbackDns(
                (query, stream) ->
                        List.of(
                                query.getQuestion().type == TYPE.A
                                        ? answer(query, address("www.test", "192.0.2.1", 60))
                                                .build()
                                                .toArray()
                                        : answer(query, address("www.test", "2001:db8::1", 30))
                                                .build()
                                                .toArray()));
    }

    @Test
    void bothFamiliesShouldBeAskedForAndKeptForTheShorterTime() throws Exception {
        try (LoopbackDns dns = usual()) {
            DnsResolver resolver = resolver(LIMIT, dns);
            assertThat(resolver.known("www.test")).isEmpty();
            assertThat(ips(resolver.ask("WWW.test.", LIMIT)))
                    .containsExactly("192.0.2.1", "2001:db8::1");
            assertThat(resolver.known("www.TEST")).isPresent();
            assertThat(dns.asked).containsExactly("udp A www.test", "udp AAAA www.test");

            later.addAndGet(Duration.ofSeconds(29).toNanos());
            assertThat(resolver.known("www.test")).isPresent();
            later.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(resolver.known("www.test")).isEmpty();
        }
    }

    @Test
    void unknownNameShouldBeRememberedAsSuch() throws Exception {
        try (LoopbackDns dns =
                new LoopbackDns(
                        (query, stream) ->
                                List.of(
                                        answer(query)
                                                .setResponseCode(RESPONSE_CODE.NX_DOMAIN)
                                                .build()
                                                .toArray()))) {
            DnsResolver resolver = resolver(LIMIT, dns);
            assertThat(resolver.ask("no.test", LIMIT)).isEmpty();
            assertThat(resolver.known("no.test")).contains(List.of());
            assertThat(dns.asked).hasSize(1);
        }
    }

    @Test
    void answerThatDoesNotFitShouldBeFetchedOverTcp() throws Exception {
        try (LoopbackDns dns =
                new LoopbackDns(
                        (query, stream) -> {
                            DnsMessage.Builder answer = answer(query);
                            if (!stream) {
                                return List.of(answer.setTruncated(true).build().toArray());
                            }
                            for (int i = 1; i <= 50; i++) {
                                answer.addAnswer(address("www.test", "192.0.2." + i, 60));
                            }
                            return List.of(answer.build().toArray());
                        })) {
            assertThat(resolver(LIMIT, dns).ask("www.test", LIMIT)).hasSize(50);
            assertThat(dns.asked).startsWith("udp A www.test", "tcp A www.test");
        }
    }

    // RFC 5452 section 9.1: number, question and source must be those that were asked.
    @Test
    void wrongAnswersShouldBePassedOverAndTheRightOneFound() throws Exception {
        try (LoopbackDns dns =
                new LoopbackDns(
                        (query, stream) -> {
                            Record<?> evil = address("www.test", "203.0.113.66", 60);
                            Question other = new Question("other.test", query.getQuestion().type);
                            return List.of(
                                    answer(query, evil).setId(query.id ^ 1).build().toArray(),
                                    answer(query, evil).setQuestion(other).build().toArray(),
                                    answer(query, evil).setQrFlag(false).build().toArray(),
                                    new byte[] {1, 2, 3},
                                    answer(query, address("www.test", "192.0.2.1", 60))
                                            .build()
                                            .toArray());
                        })) {
            assertThat(ips(resolver(LIMIT, dns).ask("www.test", LIMIT)))
                    .containsExactly("192.0.2.1");
        }
    }

    @Test
    void recordsOfOtherNamesInAnAnswerShouldNotCount() throws Exception {
        try (LoopbackDns dns =
                new LoopbackDns(
                        (query, stream) ->
                                List.of(
                                        answer(
                                                        query,
                                                        address("bank.test", "203.0.113.66", 60),
                                                        address("www.test", "192.0.2.1", 60))
                                                .build()
                                                .toArray()))) {
            DnsResolver resolver = resolver(LIMIT, dns);
            assertThat(ips(resolver.ask("www.test", LIMIT))).containsExactly("192.0.2.1");
            assertThat(resolver.known("bank.test")).isEmpty();
        }
    }

    @Test
    void aliasesShouldBeFollowedInAnAnswerAndByAnother() throws Exception {
        try (LoopbackDns dns =
                new LoopbackDns(
                        (query, stream) -> {
                            String name = query.getQuestion().name.toString();
                            Record<?> alias =
                                    new Record<>(
                                            name,
                                            TYPE.CNAME,
                                            Record.CLASS.IN.getValue(),
                                            60,
                                            new CNAME(name.equals("a.test") ? "b.test" : "c.test"));
                            return List.of(
                                    (name.equals("a.test")
                                                    ? answer(query, alias)
                                                    : answer(
                                                            query,
                                                            alias,
                                                            address("c.test", "192.0.2.3", 60)))
                                            .build()
                                            .toArray());
                        })) {
            assertThat(ips(resolver(LIMIT, dns).ask("a.test", LIMIT))).contains("192.0.2.3");
        }
    }

    @Test
    void silentServerShouldNotKeepTheNextOneFromAnswering() throws Exception {
        try (LoopbackDns silent = new LoopbackDns((query, stream) -> List.of());
                LoopbackDns refusing =
                        new LoopbackDns(
                                (query, stream) ->
                                        List.of(
                                                answer(query)
                                                        .setResponseCode(RESPONSE_CODE.REFUSED)
                                                        .build()
                                                        .toArray()));
                LoopbackDns dns = usual()) {
            assertThat(resolver(SHORT, silent, refusing, dns).ask("www.test", LIMIT)).hasSize(2);
        }
    }

    @Test
    void silenceShouldEndWithTheLimitAndBeRememberedForAMoment() throws Exception {
        try (LoopbackDns dns = new LoopbackDns((query, stream) -> List.of())) {
            DnsResolver resolver = resolver(LIMIT, dns);
            assertThatThrownBy(() -> resolver.ask("www.test", SHORT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("server 127.0.0.1:" + dns.port());
            int asked = dns.asked.size();
            assertThatThrownBy(() -> resolver.ask("www.test", SHORT))
                    .isInstanceOf(IOException.class);
            assertThat(dns.asked).hasSize(asked);
            assertThat(resolver.known("www.test")).isEmpty();
            later.addAndGet(Duration.ofSeconds(6).toNanos());
            assertThatThrownBy(() -> resolver.ask("www.test", SHORT))
                    .isInstanceOf(IOException.class);
            assertThat(dns.asked).hasSizeGreaterThan(asked);
        }
    }

    @Test
    void portWhereNobodyAnswersShouldBeSaidInWords() throws Exception {
        SockAddr nobody;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = SockAddr.of("127.0.0.1", free.getLocalPort());
        }
        DnsServers servers = new DnsServers(List.of(nobody), LIMIT, System::nanoTime);
        assertThatThrownBy(() -> servers.ask(new Question("www.test", TYPE.A), LIMIT))
                .hasMessage("server " + nobody + ": nobody answers at this port");
    }

    @Test
    void whatIsNoNameShouldBeUnknownWithoutAsking() throws Exception {
        try (LoopbackDns dns = usual()) {
            assertThat(resolver(LIMIT, dns).ask("a".repeat(64) + ".test", LIMIT)).isEmpty();
            assertThat(resolver(LIMIT, dns).ask("a..test", LIMIT)).isEmpty();
            assertThat(dns.asked).isEmpty();
        }
    }
}
