package org.stockade.engine.internal.revision;

/**
 * A proxy bundle as it was when its jar was kept.
 *
 * @param location of the bundle, by which the framework knows it
 * @param hash SHA-256 over all of its entries, hexadecimal; the jar is called so
 * @param active whether it was to run
 */
public record KeptSource(
        String location, String name, String version, String hash, boolean active) {
    /** The file of its jar. */
    public String jar() {
        return hash + ".jar";
    }
}
