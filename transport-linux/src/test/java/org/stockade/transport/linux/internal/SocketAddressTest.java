package org.stockade.transport.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.endpoint.SockAddr;

class SocketAddressTest {
    private final Caller caller = Caller.passing();

    private String hex(int length) {
        MemorySegment bytes = caller.scratch.asSlice(0, length);
        return HexFormat.of().formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void ipv4ShouldHaveItsPortAndAddressInNetworkOrder() {
        SocketAddress address = new SocketAddress(caller);
        address.put(SockAddr.of("192.0.2.1", 8080), Socket.AF_INET);

        assertThat(address.length()).isEqualTo(16);
        assertThat(hex(16)).isEqualTo("0200" + "1f90" + "c0000201" + "0000000000000000");
    }

    @Test
    void ipv4OnAnIpv6SocketShouldBeMapped() {
        SocketAddress address = new SocketAddress(caller);
        address.put(SockAddr.of("192.0.2.1", 80), Socket.AF_INET6);

        assertThat(address.length()).isEqualTo(28);
        assertThat(hex(28))
                .isEqualTo(
                        "0a00"
                                + "0050"
                                + "00000000"
                                + "00000000000000000000ffffc0000201"
                                + "00000000");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1,1,2", "2001:db8::1,65535,10", "::1,0,10"})
    void whatWasPutShouldBeGot(String ip, int port, int family) throws Exception {
        SockAddr address = SockAddr.of(ip, port);

        assertThat(new SocketAddress(caller).put(address, family).get()).isEqualTo(address);
    }

    @Test
    void mappedAddressShouldBeTheIpv4AddressItStandsFor() throws Exception {
        SockAddr address = SockAddr.of("192.0.2.1", 80);

        assertThat(new SocketAddress(caller).put(address, Socket.AF_INET6).get())
                .isEqualTo(address);
    }

    // What getsockopt(SO_ORIGINAL_DST) writes: struct sockaddr_in, and sockaddr_in6 with a scope.
    @ParameterizedTest
    @CsvSource({
        "0200 01bb c6336407 0000000000000000, 198.51.100.7:443",
        "0a00 0050 00000000 20010db8000000000000000000000007 00000000, [2001:db8::7]:80",
    })
    void originalDestinationShouldBeReadAsTheKernelWritesIt(String answer, String address)
            throws Exception {
        SocketAddress into = new SocketAddress(caller).clear();
        byte[] bytes = HexFormat.of().parseHex(answer.replace(" ", ""));
        MemorySegment.copy(bytes, 0, caller.scratch, ValueLayout.JAVA_BYTE, 0, bytes.length);

        assertThat(into.get()).isEqualTo(SockAddr.parse(address));
        assertThat(into.length())
                .as("room for the larger of the two, or the kernel refuses it")
                .isEqualTo(28);
    }
}
