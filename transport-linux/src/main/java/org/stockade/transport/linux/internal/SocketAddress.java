package org.stockade.transport.linux.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;

/** struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)), in memory outside the heap. */
final class SocketAddress {
    static final int LONGEST = 28;

    /** SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST of the kernel's netfilter headers. */
    private static final int ORIGINAL_DESTINATION = 80;

    private static final int IPV4_LENGTH = 16;
    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int LENGTH = 32;

    private final MemorySegment bytes;

    /** In the caller's place for small arguments: good until its next call of another kind. */
    SocketAddress(Caller caller) {
        bytes = caller.scratch;
    }

    /**
     * Writes an address as this family has it; IPv4 in IPv6 is mapped (RFC 4291 section 2.5.5.2).
     */
    SocketAddress put(SockAddr from, int family) {
        bytes.fill((byte) 0);
        bytes.set(JAVA_SHORT, 0, (short) family);
        bytes.set(PORT, 2, (short) from.port());
        byte[] raw = from.address().getAddress();
        if (family == Socket.AF_INET) {
            copy(raw, 4);
        } else if (raw.length == 4) {
            bytes.set(JAVA_SHORT, 18, (short) -1);
            copy(raw, 20);
        } else {
            copy(raw, 8);
            if (from.address() instanceof Inet6Address six) {
                bytes.set(JAVA_INT, 24, six.getScopeId());
            }
        }
        bytes.set(JAVA_INT, LENGTH, family == Socket.AF_INET ? IPV4_LENGTH : LONGEST);
        return this;
    }

    private void copy(byte[] raw, int offset) {
        MemorySegment.copy(raw, 0, bytes, ValueLayout.JAVA_BYTE, offset, raw.length);
    }

    /** Makes room for the kernel's answer. */
    SocketAddress clear() {
        bytes.set(JAVA_INT, LENGTH, LONGEST);
        return this;
    }

    SockAddr get() throws UnknownHostException {
        boolean six = bytes.get(JAVA_SHORT, 0) == Socket.AF_INET6;
        byte[] raw = new byte[six ? 16 : 4];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, six ? 8 : 4, raw, 0, raw.length);
        int scope = six ? bytes.get(JAVA_INT, 24) : 0;
        InetAddress address =
                scope != 0
                        ? Inet6Address.getByAddress(null, raw, scope)
                        : InetAddress.getByAddress(raw);
        return new SockAddr(address, bytes.get(PORT, 2) & 0xffff);
    }

    /**
     * Where a connection was meant to go before the packet filter redirected it; empty: the filter
     * knows nothing of it, or cannot tell.
     *
     * @param peer decides the family that is asked: a socket of IPv6 may carry IPv4
     */
    static Optional<SockAddr> original(Caller caller, int fd, SockAddr peer) throws IOException {
        SocketAddress into = new SocketAddress(caller).clear();
        int level = peer.isIpv4() ? Socket.IPPROTO_IP : Socket.IPPROTO_IPV6;
        int result =
                C.getsockopt(
                        caller,
                        fd,
                        level,
                        ORIGINAL_DESTINATION,
                        into.address(),
                        into.lengthAddress());
        return result < 0 ? Optional.empty() : Optional.of(into.get());
    }

    /** Our address of a socket. */
    static SockAddr local(Caller caller, int fd) throws IOException {
        SocketAddress into = new SocketAddress(caller).clear();
        if (C.getsockname(caller, fd, into.address(), into.lengthAddress()) < 0) {
            throw new IOException("the socket has no address: " + caller.reason());
        }
        return into.get();
    }

    long address() {
        return bytes.address();
    }

    int length() {
        return bytes.get(JAVA_INT, LENGTH);
    }

    long lengthAddress() {
        return bytes.address() + LENGTH;
    }
}
