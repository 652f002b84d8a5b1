package org.stockade.engine.internal.containment;

/** Whether a proxy may have one more session. */
public sealed interface Admission {
    /** It may: {@code charge} counts until it is released. */
    record Granted(Charge charge) implements Admission {}

    /**
     * It may not.
     *
     * @param quarantined whether none of its bundle's code is to run, not even to refuse
     */
    record Refused(String why, boolean quarantined) implements Admission {}
}
