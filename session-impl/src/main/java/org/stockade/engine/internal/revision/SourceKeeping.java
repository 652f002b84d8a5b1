package org.stockade.engine.internal.revision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Keeps the jars of proxy bundles, and brings them back. */
public interface SourceKeeping {
    /** For proxies that no bundle is behind. */
    SourceKeeping NONE =
            new SourceKeeping() {
                @Override
                public List<KeptSource> keep(Path folder) {
                    return List.of();
                }

                @Override
                public Restored restore(List<KeptSource> wanted, Path folder) {
                    return new Restored(List.of(), List.of());
                }

                @Override
                public Restored holdBack(List<HeldBack> changes, Path folder) {
                    return new Restored(List.of(), List.of());
                }

                @Override
                public boolean isAgain(HeldBack change) {
                    return false;
                }
            };

    /**
     * Writes the jar of every proxy bundle into a folder where it is not there yet.
     *
     * @throws IOException if they cannot be written or are over 512 MiB together or over 256
     */
    List<KeptSource> keep(Path folder) throws IOException;

    /**
     * Makes these the proxy bundles that are installed: updates, installs, uninstalls, starts and
     * stops what is otherwise now.
     */
    Restored restore(List<KeptSource> wanted, Path folder);

    /** Takes the same changes back again, as far as somebody has made the very same again. */
    Restored holdBack(List<HeldBack> changes, Path folder);

    /** Whether somebody has made the very same change again. */
    boolean isAgain(HeldBack change);

    /**
     * What came of it.
     *
     * @param changed what was taken back
     * @param failures a line a bundle that is not as it should be
     */
    record Restored(List<HeldBack> changed, List<String> failures) {
        public Restored {
            changed = List.copyOf(changed);
            failures = List.copyOf(failures);
        }
    }
}
