package org.stockade.engine.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.stockade.session.Subnet;

/**
 * Sessions at once by where they come from. It holds those alone that have some, and never more
 * than it is made for. Not safe for use by several threads at once.
 */
final class SourceCounts {
    /** More than there can be open connections. */
    static final int MOST = 65_536;

    private final int most;
    private final Map<Source, Count> counts = new HashMap<>();

    /** How many one has. */
    private static final class Count {
        int sessions;
    }

    SourceCounts(int most) {
        this.most = most;
    }

    /**
     * One IPv4 address, or one IPv6 network of 64 bits: whoever has one has all of its addresses.
     *
     * @param bits the address, or the first half of it
     */
    record Source(boolean ipv4, long bits) {
        static Source of(InetAddress client) {
            ByteBuffer octets = ByteBuffer.wrap(client.getAddress());
            return octets.remaining() == 4
                    ? new Source(true, octets.getInt() & 0xffff_ffffL)
                    : new Source(false, octets.getLong());
        }

        /** {@code 192.0.2.7} or {@code 2001:db8::/64}. */
        @Override
        public String toString() {
            try {
                if (ipv4) {
                    byte[] octets = ByteBuffer.allocate(4).putInt((int) bits).array();
                    return InetAddress.getByAddress(octets).getHostAddress();
                }
                byte[] octets = ByteBuffer.allocate(16).putLong(bits).array();
                return new Subnet(InetAddress.getByAddress(octets), 64).toString();
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** How many it has. */
    int of(Source source) {
        Count has = counts.get(source);
        return has == null ? 0 : has.sessions;
    }

    /** Whether one more of it can be counted. */
    boolean hasRoomFor(Source source) {
        return counts.size() < most || counts.containsKey(source);
    }

    void add(Source source) {
        counts.computeIfAbsent(source, key -> new Count()).sessions++;
    }

    /** One more of it, unless it has so many or there is no room for it. */
    boolean addBelow(Source source, int mostOfIt) {
        Count has = counts.get(source);
        if (has == null) {
            if (mostOfIt <= 0 || counts.size() >= most) {
                return false;
            }
            has = new Count();
            counts.put(source, has);
        }
        if (has.sessions >= mostOfIt) {
            return false;
        }
        has.sessions++;
        return true;
    }

    void remove(Source source) {
        Count has = counts.get(source);
        if (has != null && --has.sessions == 0) {
            counts.remove(source);
        }
    }

    /** How many have any. */
    int size() {
        return counts.size();
    }
}
