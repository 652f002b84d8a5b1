package org.stockade.engine.internal.resolve;

import java.util.Locale;

/** Host names as tables have them. */
final class HostNames {
    private HostNames() {}

    /** In lower case and without the dot of the root. */
    static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
