package org.stockade.engine.internal.match;

/** What becomes of a wrong entry of a list; the names are those of the policy. */
public enum Wrong {
    /** It is an error. */
    REFUSE,
    /** It is logged and left out. */
    SKIP
}
