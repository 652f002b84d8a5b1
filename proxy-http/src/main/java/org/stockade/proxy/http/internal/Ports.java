package org.stockade.proxy.http.internal;

import java.util.ArrayList;
import java.util.List;
import org.stockade.endpoint.PortRange;
import org.stockade.proxy.Settings;

/** Ports that a client may name: ranges, or any. */
record Ports(List<PortRange> ranges) {
    Ports {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads the words of a policy, {@code any} alone or ports and ranges; errors go to {@code
     * with}.
     */
    static Ports parse(List<String> words, Settings with, String key) {
        if (words.equals(List.of("any"))) {
            return new Ports(List.of(new PortRange(1, 65535)));
        }
        List<PortRange> ranges = new ArrayList<>();
        for (String word : words) {
            try {
                ranges.add(PortRange.parse(word));
            } catch (IllegalArgumentException wrong) {
                with.error(key, wrong.getMessage() + "; or the one word any");
            }
        }
        return new Ports(ranges);
    }

    boolean contains(int port) {
        for (PortRange range : ranges) {
            if (range.contains(port)) {
                return true;
            }
        }
        return false;
    }
}
