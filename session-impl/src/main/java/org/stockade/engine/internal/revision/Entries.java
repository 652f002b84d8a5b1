package org.stockade.engine.internal.revision;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/** What a bundle consists of. */
interface Entries {
    /** The name of each entry, once; those of directories end with a slash. */
    Collection<String> paths() throws IOException;

    /**
     * One entry.
     *
     * @throws IOException if it is not there, or not any more
     */
    InputStream open(String path) throws IOException;
}
