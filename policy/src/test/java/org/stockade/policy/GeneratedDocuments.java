package org.stockade.policy;

/** Documents of generated policies, in which every key is written sooner or later. */
public final class GeneratedDocuments {
    private GeneratedDocuments() {}

    public static String document(long seed) {
        return PolicyPrinter.print(RandomPolicies.policy(seed));
    }
}
