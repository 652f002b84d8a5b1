package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.ListenerPolicy;

/** Listeners: their addresses, limits, and what this version cannot do. */
class ListenerCheckTest {
    private static String listeners(String written) {
        return "stockade: 1\nrules: [{ deny: true }]\nlisteners:\n" + written.indent(2);
    }

    @Test
    void oneAddressShouldStandForAList() {
        ListenerPolicy surf =
                Documents.policy(listeners("surf: { bind: '[::1]:3128' }")).listeners().getFirst();

        assertThat(surf.bind()).hasToString("[[::1]:3128]");
        assertThat(surf.maxConnections()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:70000 | port 70000 is out of range; use 0 to 65535",
                "'[::1]:700000' | port 700000 is out of range; use 0 to 65535",
                "localhost:80 | \"localhost\" is not an IPv4 or IPv6 address",
                "::1:80 | \"::1:80\": an IPv6 address with a port stands in brackets:"
                        + " [2001:db8::1]:80",
                "127.0.0.1 | \"127.0.0.1\" is not an address and port; use 192.0.2.1:80 or"
                        + " [2001:db8::1]:80",
            })
    void wrongAddressShouldBeRefused(String address, String what) {
        assertThat(Documents.errors(listeners("mail-in: { bind: \"" + address + "\" }")))
                .containsExactly("t.yaml:4:20: listener \"mail-in\": " + what);
    }

    @Test
    void addressForDatagramsShouldStandBesideTheSameForConnections() {
        ListenerPolicy dns =
                Documents.policy(
                                listeners(
                                        "dns: { bind: ['127.0.0.1:53', 'udp:127.0.0.1:53',"
                                                + " 'udp:[::1]:53'] }"))
                        .listeners()
                        .getFirst();

        assertThat(dns.bind()).hasToString("[127.0.0.1:53, udp:127.0.0.1:53, udp:[::1]:53]");
        assertThat(dns.mostPerSource(TransportProtocol.UDP)).isEqualTo(1000);
        assertThat(dns.mostPerSource(TransportProtocol.TCP)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void limitOfASourceShouldBeThatOfBothProtocols() {
        ListenerPolicy dns =
                Documents.policy(
                                listeners(
                                        "dns: { bind: 'udp:127.0.0.1:53',"
                                                + " max-connections-per-source: 7 }"))
                        .listeners()
                        .getFirst();

        assertThat(dns.mostPerSource(TransportProtocol.UDP)).isEqualTo(7);
        assertThat(dns.mostPerSource(TransportProtocol.TCP)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'udp:0.0.0.0:53' | 11 | listener \"a\": udp:0.0.0.0:53 is no single address, and"
                        + " datagrams are answered from the one they came to; name each address",
                "'udp:[::]:53' | 11 | listener \"a\": udp:[::]:53 is no single address, and"
                        + " datagrams are answered from the one they came to; name each address",
                "'udp:127.0.0.1:53', transparent: tproxy | 11 | listener \"a\": udp:127.0.0.1:53"
                        + " cannot be transparent; use false, or a listener of its own",
                "'udp:127.0.0.1:70000' | 11 | listener \"a\": port 70000 is out of range; use 0 to"
                        + " 65535",
                "['udp:127.0.0.1:53', 'udp:127.0.0.1:53'] | 32 | listener \"a\": udp:127.0.0.1:53"
                        + " is bound already, by the same listener at t.yaml:4:15; use another"
                        + " address or port",
            },
            quoteCharacter = '`')
    void addressThatCannotBeForDatagramsShouldBeRefused(String bind, int column, String what) {
        assertThat(Documents.errors(listeners("a: { bind: " + bind + " }")))
                .containsExactly("t.yaml:4:" + (column + 3) + ": " + what);
    }

    @Test
    void addressShouldBeRequired() {
        assertThat(Documents.errors(listeners("a: {}\nb: { bind: [] }\nc: { bind: }\nd:\n")))
                .containsExactly(
                        "t.yaml:4:3: listener \"a\": the key \"bind\" is missing; it is required:"
                                + " Addresses and ports, 192.0.2.1:80 or [2001:db8::1]:80; for datagrams"
                                + " udp:192.0.2.1:53; port 0: any free one.",
                        "t.yaml:5:14: listener \"b\": bind is empty; name at least one address",
                        "t.yaml:6:8: listener \"c\": the key \"bind\" has no value; it is required:"
                                + " Addresses and ports, 192.0.2.1:80 or [2001:db8::1]:80; for datagrams"
                                + " udp:192.0.2.1:53; port 0: any free one.",
                        "t.yaml:7:3: listener \"d\": the key \"bind\" is missing; it is required:"
                                + " Addresses and ports, 192.0.2.1:80 or [2001:db8::1]:80; for datagrams"
                                + " udp:192.0.2.1:53; port 0: any free one.");
    }

    @Test
    void addressShouldBelongToOneListener() {
        assertThat(
                        Documents.errors(
                                listeners(
                                        """
                                        a: { bind: ["127.0.0.1:80", "[::1]:80"] }
                                        b: { bind: ["[0:0::1]:80", "127.0.0.1:81", "127.0.0.1:81"] }
                                        """)))
                .containsExactly(
                        "t.yaml:5:15: listener \"b\": [::1]:80 is bound already, by listener \"a\" at"
                                + " t.yaml:4:31; use another address or port",
                        "t.yaml:5:46: listener \"b\": 127.0.0.1:81 is bound already, by the same listener"
                                + " at t.yaml:5:30; use another address or port");
    }

    @Test
    void anyFreePortShouldBeAllowedTwice() {
        assertThat(Documents.errors(listeners("a: { bind: ['127.0.0.1:0', '127.0.0.1:0'] }")))
                .isEmpty();
    }

    @Test
    void proxyProtocolShouldBeRefusedAndNotIgnored() {
        assertThat(Documents.errors(listeners("a: { bind: '127.0.0.1:0', proxy-protocol: true }")))
                .containsExactly(
                        "t.yaml:4:45: listener \"a\": this version does not support proxy-protocol yet;"
                                + " use false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect", "tproxy"})
    void transparencyShouldBeKeptWithItsPlace(String kind) {
        ListenerPolicy inline =
                Documents.policy(listeners("a: { bind: '127.0.0.1:0', transparent: " + kind + " }"))
                        .listeners()
                        .getFirst();

        assertThat(inline.transparent()).hasToString(kind.toUpperCase(Locale.ROOT));
        assertThat(inline.place()).isEqualTo("t.yaml:4:42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect", "tproxy"})
    void transparencyShouldBeRefusedWhereTheTransportForbidsIt(String kind) {
        String policy = listeners("a: { bind: '127.0.0.1:0', transparent: " + kind + " }");

        assertThat(Documents.errors("transport: portable\n" + policy))
                .containsExactly(
                        "t.yaml:5:42: listener \"a\": transparent "
                                + kind
                                + " needs the loops transport; remove transport: portable, or use"
                                + " false");
    }

    @Test
    void unknownTransparencyShouldNameTheKnown() {
        assertThat(Documents.errors(listeners("a: { bind: '127.0.0.1:0', transparent: yes }")))
                .containsExactly(
                        "t.yaml:4:42: listener \"a\": transparent \"yes\" is not known; use false, redirect"
                                + " or tproxy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | max-connections 0 is out of range; use 1 to 1000000",
                "1000001 | max-connections 1000001 is out of range; use 1 to 1000000",
                "99999999999999999999 | max-connections \"99999999999999999999\" is not a whole number;"
                        + " use 1 to 1000000",
                "1e3 | max-connections \"1e3\" is not a whole number; use 1 to 1000000",
                "'''5''' | max-connections \"5\" is not a whole number; use 1 to 1000000, without quotes",
                "[5] | max-connections wants a whole number, but here is a list",
            })
    void maxConnectionsShouldBeInRange(String value, String what) {
        assertThat(
                        Documents.errors(
                                listeners(
                                        "a: { bind: '[::1]:0', max-connections: " + value + " }")))
                .containsExactly("t.yaml:4:42: listener \"a\": " + what);
    }

    @Test
    void unusedListenerShouldBeWarnedOf() {
        assertThat(
                        Documents.warnings(
                                """
                                stockade: 1
                                listeners: { a: { bind: '[::1]:0' }, b: { bind: '[::1]:0' } }
                                rules: [{ listener: a, deny: true }]
                                """))
                .containsExactly(
                        "t.yaml:2:38: listener \"b\" is never used; name it, or remove it");
    }
}
