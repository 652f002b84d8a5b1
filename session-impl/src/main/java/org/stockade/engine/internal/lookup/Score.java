package org.stockade.engine.internal.lookup;

/**
 * How closely a rule fits a connection: core.md section 4.2, the most significant component first;
 * 0 where nothing is set or nothing of it matched.
 *
 * @param inbound 2 for the interface's name, 1 for its group, both added
 * @param sourcePort 2 by a single port, 1 by a range
 * @param sourcePrefix length of the longest matching subnet, plus 1
 * @param sourceDepth depth of the deepest matching zone, 1 for a root
 * @param destinationInterface 2 by the interface's name, else 1 by its group
 */
public record Score(
        int inbound,
        int protocol,
        int sourcePort,
        int destinationPort,
        int sourcePrefix,
        int sourceDepth,
        int destinationPrefix,
        int destinationInterface,
        int destinationDepth)
        implements Comparable<Score> {

    /** The largest depth that {@link #pack} has room for. */
    static final int DEEPEST = (1 << 19) - 1;

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
            int destinationPrefix,
            int destinationInterface,
            int destinationDepth) {
        long bits = inbound;
        bits = bits << 1 | protocol;
        bits = bits << 2 | sourcePort;
        bits = bits << 2 | destinationPort;
        bits = bits << 8 | sourcePrefix;
        bits = bits << 19 | sourceDepth;
        bits = bits << 8 | destinationPrefix;
        bits = bits << 2 | destinationInterface;
        return bits << 19 | destinationDepth;
    }

    /** The components of a packed score. */
    static Score unpack(long bits) {
        return new Score(
                (int) (bits >>> 61),
                (int) (bits >>> 60) & 1,
                (int) (bits >>> 58) & 3,
                (int) (bits >>> 56) & 3,
                (int) (bits >>> 48) & 0xff,
                (int) (bits >>> 29) & DEEPEST,
                (int) (bits >>> 21) & 0xff,
                (int) (bits >>> 19) & 3,
                (int) bits & DEEPEST);
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
                destinationPrefix,
                destinationInterface,
                destinationDepth);
    }
}
