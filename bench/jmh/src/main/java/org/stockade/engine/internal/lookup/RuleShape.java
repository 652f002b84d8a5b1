package org.stockade.engine.internal.lookup;

/** What the rules of a generated policy tell connections apart by. */
public enum RuleShape {
    /** A subnet of the destination and a port. */
    SUBNETS,
    /** The client's zone, one of a tree eight wide, and the listener. */
    ZONES,
    /** A range of ports, wide and overlapping, and a subnet of the client. */
    RANGES,
    /** Each condition in some of the rules. */
    MIXED
}
