package org.stockade.engine.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;

/** What the PID {@code org.stockade} says. */
record Configuration(Map<String, Object> values) {
    /** A value that is there and not blank. */
    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key))
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    boolean serves() {
        return !"false".equals(text("serve").orElse("true"));
    }

    StateFolder state() {
        return StateFolder.of(values.get("state.dir"));
    }

    /** Where the policy names none. */
    String firewallName() {
        return text("firewall.name").orElseGet(Configuration::hostName);
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            int dot = name.indexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        } catch (UnknownHostException nameless) {
            return "stockade";
        }
    }
}
