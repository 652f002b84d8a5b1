package org.stockade.engine.internal.lookup;

import java.util.Comparator;

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

    private static final Comparator<Score> ORDER =
            Comparator.comparingInt(Score::inbound)
                    .thenComparingInt(Score::protocol)
                    .thenComparingInt(Score::sourcePort)
                    .thenComparingInt(Score::destinationPort)
                    .thenComparingInt(Score::sourcePrefix)
                    .thenComparingInt(Score::sourceDepth)
                    .thenComparingInt(Score::destinationPrefix)
                    .thenComparingInt(Score::destinationInterface)
                    .thenComparingInt(Score::destinationDepth);

    @Override
    public int compareTo(Score other) {
        return ORDER.compare(this, other);
    }
}
