package org.stockade.engine.internal.lookup;

/** Asks the matchers that rules name. It must not wait. */
@FunctionalInterface
public interface HostMatching {
    /** Where there are none. */
    HostMatching NONE = (matcher, text) -> false;

    /**
     * Whether a matcher accepts the address or the name of a host; not where it cannot tell.
     *
     * @param matcher its name
     */
    boolean accepts(String matcher, String text);
}
