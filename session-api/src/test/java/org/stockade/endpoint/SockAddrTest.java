package org.stockade.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SockAddrTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1:80", "[2001:db8::1]:65535", "0.0.0.0:0", "[::]:0"})
    void textShouldBeReadAndWrittenAlike(String text) {
        assertThat(SockAddr.parse(text)).hasToString(text);
    }

    @Test
    void formatShouldNameTheFamily() {
        assertThat(SockAddr.of("192.168.2.1", 60000).format())
                .isEqualTo("AF_INET(192.168.2.1:60000)");
        assertThat(SockAddr.of("::1", 80).format()).isEqualTo("AF_INET6([::1]:80)");
    }

    /** RFC 5952 section 4. */
    @ParameterizedTest
    @CsvSource({
        "2001:0DB8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::"
    })
    void ipv6ShouldBeWrittenInItsCanonicalForm(String text, String canonical) {
        assertThat(SockAddr.of(text, 0).ip()).isEqualTo(canonical);
    }

    @Test
    void ipv4MappedAddressShouldBeTheIpv4Address() {
        assertThat(SockAddr.of("::ffff:192.0.2.1", 80)).isEqualTo(SockAddr.of("192.0.2.1", 80));
        assertThat(SockAddr.of("::ffff:c000:201", 80).isIpv4()).isTrue();
    }

    @Test
    void nameOfAnAddressShouldNotCount() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("host.example", new byte[] {10, 0, 0, 1});
        assertThat(SockAddr.of(new InetSocketAddress(named, 80)))
                .isEqualTo(SockAddr.of("10.0.0.1", 80));
        assertThat(new SockAddr(named, 80).address().toString()).isEqualTo("/10.0.0.1");
    }

    @Test
    void otherPortShouldMakeAnotherAddress() {
        SockAddr one = SockAddr.of("192.0.2.1", 80);
        assertThat(one.withPort(81)).isNotEqualTo(one).isEqualTo(SockAddr.of("192.0.2.1", 81));
        assertThat(one.withPort(80)).isSameAs(one);
        assertThat(one.toSocket()).isEqualTo(new InetSocketAddress("192.0.2.1", 80));
    }

    // What the C library's inet_aton would take: octal, hexadecimal, fewer than four parts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.1",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "2130706433",
                "1.2.3.256",
                "1.2.3.4.5",
                "localhost",
                "::1::",
                "fe80::1%eth0",
                "[::1]",
                "1.2.3.4 ",
                "12345::",
                ":",
                "::g"
            })
    void onlyLiteralsShouldBeAddresses(String text) {
        assertThat(SockAddr.literal(text)).isEmpty();
        assertThatThrownBy(() -> SockAddr.of(text, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"%s\" is not an IPv4 or IPv6 address", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1",
                "192.0.2.1:",
                ":80",
                "::1:80",
                "[::1]",
                "[::1:80",
                "[::1]80",
                "192.0.2.1:80-90",
                "192.0.2.1:65536",
                "192.0.2.1:+80",
                "host:80",
                "[]:80",
                "[:80"
            })
    void anythingElseShouldBeNoAddressAndPort(String text) {
        assertThatThrownBy(() -> SockAddr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void portShouldBeInRange(int port) {
        assertThatThrownBy(() -> SockAddr.of("192.0.2.1", port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port %d is out of range; use 0 to 65535", port);
    }
}
