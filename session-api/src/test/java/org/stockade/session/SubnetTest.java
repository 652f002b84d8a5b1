package org.stockade.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.endpoint.SockAddr;

class SubnetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "192.168.0.1/24, 192.168.0.1/24",
        "192.0.2.1, 192.0.2.1/32",
        "2001:DB8::/32, 2001:db8::/32",
        "::1, ::1/128",
        "0.0.0.0/0, 0.0.0.0/0"
    })
    void textShouldBeReadAsWritten(String text, String written) {
        assertThat(Subnet.parse(text)).hasToString(written);
    }

    @Test
    void ipv4MappedSubnetShouldStayIpv6() {
        Subnet mapped = Subnet.parse("::ffff:192.0.2.128/112");
        assertThat(mapped.isIpv4()).isFalse();
        assertThat(mapped.prefix()).isEqualTo(112);
        assertThat(mapped.contains(ip("192.0.2.128"))).isFalse();
        assertThat(mapped).hasToString("::ffff:192.0.2.128/112");
        assertThat(Subnet.parse(mapped.toString())).isEqualTo(mapped);
        assertThat(mapped.network().getAddress()).hasSize(16);
        assertThat(new Subnet(mapped.network(), 112)).hasToString("::ffff:192.0.0.0/112");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "almafa",
                "10.0.0/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "::/129",
                "::/x",
                "10.0.0.0/+8",
                "10.0.0.0 /8",
                "host.example/8",
                "10.0.0.0/255.0.0.0",
                "/8"
            })
    void anythingElseShouldBeRefused(String text) {
        assertThatThrownBy(() -> Subnet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"%s\" is not a subnet: ", text);
    }

    @Test
    void prefixLengthShouldFitTheFamily() {
        assertThatThrownBy(() -> new Subnet(ip("10.0.0.0"), 33))
                .hasMessage("prefix length 33 is out of range; use 0 to 32");
    }

    // The prior art contains nothing in 192.168.0.1/24, since it masks one side only.
    @ParameterizedTest
    @CsvSource({
        "192.168.0.1/24, 192.168.0.255, true",
        "192.168.0.0/24, 192.168.1.0, false",
        "10.128.0.0/9, 10.127.255.255, false",
        "10.128.0.0/9, 10.255.0.0, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "192.0.2.1/32, 192.0.2.0, false",
        "2001:db8::/33, 2001:db8:8000::, false"
    })
    void addressShouldBeContainedIfTheMaskedBitsAgree(String subnet, String ip, boolean contained) {
        assertThat(Subnet.parse(subnet).contains(ip(ip))).isEqualTo(contained);
    }

    @Test
    void narrowerSubnetAloneShouldBeContained() {
        Subnet wide = Subnet.parse("10.0.0.0/8");
        Subnet narrow = Subnet.parse("10.1.0.0/16");
        assertThat(wide.contains(narrow)).isTrue();
        assertThat(wide.contains(wide)).isTrue();
        assertThat(narrow.contains(wide)).isFalse();
        assertThat(Subnet.parse("::/0").contains(wide)).isFalse();
    }

    @Test
    void networkBroadcastAndMaskShouldComeFromThePrefix() {
        Subnet subnet = Subnet.parse("172.16.5.9/12");
        assertThat(subnet.network()).isEqualTo(ip("172.16.0.0"));
        assertThat(subnet.broadcast()).isEqualTo(ip("172.31.255.255"));
        assertThat(subnet.netmask()).isEqualTo(ip("255.240.0.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "20.0.0.0/8, 10.1.2.3, 20.1.2.3",
        "203.0.113.9/32, 10.9.9.9, 203.0.113.9",
        "198.51.100.128/25, 192.0.2.100, 198.51.100.228",
        "2001:dead::/32, 2001:db8:1:2::3, 2001:dead:1:2::3"
    })
    void mapShouldKeepTheHostBits(String subnet, String host, String mapped) {
        assertThat(Subnet.parse(subnet).map(ip(host))).isEqualTo(ip(mapped));
    }

    @Test
    void mapShouldRefuseTheOtherFamily() {
        assertThatThrownBy(() -> Subnet.parse("10.0.0.0/8").map(ip("::1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(" is not of the family of 10.0.0.0/8");
    }

    private static InetAddress ip(String text) {
        return SockAddr.of(text, 0).address();
    }
}
