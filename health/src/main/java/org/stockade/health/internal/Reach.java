package org.stockade.health.internal;

import java.util.Locale;
import java.util.Set;

/** From where an address that something listens on can be reached. */
enum Reach {
    /** By the users of this machine. */
    MACHINE,
    /** From other machines too. */
    NETWORK;

    private static final Set<String> HERE = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

    /** That of a host in a configuration; an unknown name may be any address. */
    static Reach of(String host) {
        String bare = host.strip().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        return HERE.contains(bare) || bare.matches("127(\\.[0-9]{1,3}){3}") ? MACHINE : NETWORK;
    }

    /**
     * That of {@code PORT}, {@code HOST:PORT} or {@code *:PORT}; without a host it is {@code def}.
     */
    static Reach ofAddress(String address, Reach def) {
        int colon = address.lastIndexOf(':');
        return colon <= 0 ? def : of(address.substring(0, colon));
    }

    @Override
    public String toString() {
        return this == MACHINE ? "from this machine" : "from other machines";
    }
}
