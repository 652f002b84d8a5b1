package org.stockade.engine.internal.lookup;

/**
 * How closely a rule fits a connection: core.md section 4.2, the most significant component first;
 * 0 where nothing is set or nothing of it matched.
 *
 * @param inbound 2 for the interface's name, 1 for its group, both added
 * @param sourcePort 2 by a single port, 1 by a range
 * @param sourcePrefix length of the longest matching subnet, plus 1
 * @param sourceDepth depth of the deepest matching zone, 1 for a root
 * @param destinationHost 2 by the name of a host, 1 by a matcher
 * @param destinationInterface 2 by the interface's name, else 1 by its group
 * @param detected 3 by the name of the server in a TLS hello, 2 by a matcher of it, 1 by the
 *     protocol
 * @param user 1 by the user's name
 * @param group 1 by a group of the user
 */
public record Score(
        int inbound,
        int protocol,
        int sourcePort,
        int destinationPort,
        int sourcePrefix,
        int sourceDepth,
        int destinationHost,
        int destinationPrefix,
        int destinationInterface,
        int destinationDepth,
        int detected,
        int user,
        int group)
        implements Comparable<Score> {

    /** The largest depth that {@link #pack} has room for. */
    static final int DEEPEST = (1 << 16) - 1;

    /**
     * All components in one number, not negative, that compares as they do one after another. Rules
     * are compared by it, so that a look-up makes no object for each.
     */
    static long pack(
            int inbound,
            int protocol,
            int sourcePort,
            int destinationPort,
            int sourcePrefix,
            int sourceDepth,
            int destinationHost,
            int destinationPrefix,
            int destinationInterface,
            int destinationDepth,
            int detected,
            int user,
            int group) {
        long bits = inbound;
        bits = bits << 1 | protocol;
        bits = bits << 2 | sourcePort;
        bits = bits << 2 | destinationPort;
        bits = bits << 8 | sourcePrefix;
        bits = bits << 16 | sourceDepth;
        bits = bits << 2 | destinationHost;
        bits = bits << 8 | destinationPrefix;
        bits = bits << 2 | destinationInterface;
        bits = bits << 16 | destinationDepth;
        bits = bits << 2 | detected;
        bits = bits << 1 | user;
        return bits << 1 | group;
    }

    /** The components of a packed score. */
    static Score unpack(long bits) {
        return new Score(
                (int) (bits >>> 61),
                (int) (bits >>> 60) & 1,
                (int) (bits >>> 58) & 3,
                (int) (bits >>> 56) & 3,
                (int) (bits >>> 48) & 0xff,
                (int) (bits >>> 32) & DEEPEST,
                (int) (bits >>> 30) & 3,
                (int) (bits >>> 22) & 0xff,
                (int) (bits >>> 20) & 3,
                (int) (bits >>> 4) & DEEPEST,
                (int) (bits >>> 2) & 3,
                (int) (bits >>> 1) & 1,
                (int) bits & 1);
    }

    @Override
    public int compareTo(Score other) {
        return Long.compare(packed(), other.packed());
    }

    private long packed() {
        return pack(
                inbound,
                protocol,
                sourcePort,
                destinationPort,
                sourcePrefix,
                sourceDepth,
                destinationHost,
                destinationPrefix,
                destinationInterface,
                destinationDepth,
                detected,
                user,
                group);
    }
}
