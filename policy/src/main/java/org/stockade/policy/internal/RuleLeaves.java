package org.stockade.policy.internal;

import java.util.HashMap;
import java.util.Map;

/** Single values that conditions of rules have. */
final class RuleLeaves {
    private RuleLeaves() {}

    /** These and others of the document. */
    static Map<Class<?>, Leaf> and(Object... typesAndLeaves) {
        Map<Class<?>, Leaf> leaves = new HashMap<>(TimeShape.LEAVES);
        leaves.put(HostName.class, HostName.LEAF);
        leaves.put(TargetHost.class, TargetHost.LEAF);
        leaves.put(DetectedName.class, DetectedName.LEAF);
        leaves.put(AccountName.class, AccountName.LEAF);
        for (int i = 0; i < typesAndLeaves.length; i += 2) {
            leaves.put((Class<?>) typesAndLeaves[i], (Leaf) typesAndLeaves[i + 1]);
        }
        return Map.copyOf(leaves);
    }
}
