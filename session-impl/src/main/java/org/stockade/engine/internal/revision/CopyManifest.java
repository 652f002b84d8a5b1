package org.stockade.engine.internal.revision;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/** The manifest of a copy: as the source's, but nothing in it collides with the source. */
final class CopyManifest {
    /** Says of a copy what it was made of: {@code name;version}. */
    static final String GENERATION_OF = "Stockade-Generation-Of";

    private CopyManifest() {}

    /**
     * The manifest of the {@code number}th copy.
     *
     * <p>Its own symbolic name spares it every collision: with the source, with other copies, of
     * the same version too, of a singleton too. It exports nothing, so that nobody is wired to it
     * and it can go without a refresh. Signatures would no longer fit.
     *
     * @param api where it has to import the session API from
     * @param own packages that the source exports and has itself: a copy must not import them, or
     *     it would run on the source's classes
     */
    static Manifest of(
            Manifest source, long number, Source of, Optional<ApiBundle> api, Set<String> own) {
        Manifest copy = new Manifest();
        Attributes main = copy.getMainAttributes();
        main.putAll(source.getMainAttributes());
        main.putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        remove(main, Source.HEADER);
        remove(main, Constants.EXPORT_PACKAGE);
        // A copy is started to serve, not when somebody loads a class of it.
        remove(main, Constants.BUNDLE_ACTIVATIONPOLICY);
        String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
        main.putValue(
                Constants.BUNDLE_SYMBOLICNAME,
                Clauses.suffixed(name == null ? of.symbolicName() : name, ".g" + number));
        String imports = main.getValue(Constants.IMPORT_PACKAGE);
        if (imports != null) {
            String others = Clauses.without(own, imports);
            String pinned = api.map(it -> it.pin(others)).orElse(others);
            if (pinned.isEmpty()) {
                remove(main, Constants.IMPORT_PACKAGE);
            } else {
                main.putValue(Constants.IMPORT_PACKAGE, pinned);
            }
        }
        main.putValue(GENERATION_OF, of.symbolicName() + ";" + of.version());
        return copy;
    }

    private static void remove(Attributes main, String header) {
        main.remove(new Attributes.Name(header));
    }

    /**
     * Whether an entry of the source is not copied: the manifest, which is written anew, and
     * signatures.
     */
    static boolean leavesOut(String entry) {
        String path = entry.toUpperCase(Locale.ROOT);
        if (!path.startsWith("META-INF/") || path.indexOf('/', 9) >= 0) {
            return false;
        }
        return path.equals("META-INF/MANIFEST.MF")
                || path.startsWith("META-INF/SIG-")
                || path.endsWith(".SF")
                || path.endsWith(".RSA")
                || path.endsWith(".DSA")
                || path.endsWith(".EC");
    }
}
