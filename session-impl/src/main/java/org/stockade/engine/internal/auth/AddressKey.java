package org.stockade.engine.internal.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.stockade.session.Subnet;

/** Which addresses are one client's: an IPv4 address, or an IPv6 network of 64 bits. */
final class AddressKey {
    private AddressKey() {}

    /**
     * One of them.
     *
     * @param subnet of 32 or 64 bits
     */
    record Source(Subnet subnet) {
        @Override
        public String toString() {
            return subnet.isIpv4() ? subnet.address().getHostAddress() : subnet.toString();
        }
    }

    static Source of(InetAddress client) {
        byte[] octets = client.getAddress();
        if (octets.length == 16) {
            Arrays.fill(octets, 8, 16, (byte) 0);
        }
        try {
            return new Source(
                    new Subnet(InetAddress.getByAddress(octets), octets.length == 16 ? 64 : 32));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
