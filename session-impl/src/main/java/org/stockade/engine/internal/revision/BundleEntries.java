package org.stockade.engine.internal.revision;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

/** The entries of an installed bundle, without those of its fragments. */
record BundleEntries(Bundle bundle) implements Entries {
    @Override
    public Collection<String> paths() {
        Set<String> found = new LinkedHashSet<>();
        collect("", found);
        return found;
    }

    private void collect(String folder, Set<String> found) {
        @Nullable Enumeration<String> paths = bundle.getEntryPaths(folder);
        while (paths != null && paths.hasMoreElements()) {
            String path = paths.nextElement();
            if (found.add(path) && path.endsWith("/")) {
                collect(path, found);
            }
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        @Nullable URL url = bundle.getEntry(path);
        if (url == null) {
            throw new FileNotFoundException("its entry " + path + " cannot be read");
        }
        return url.openStream();
    }

    /** What the bundle exports, without what it could export but imports. */
    Set<String> ownPackages() {
        Set<String> own = new HashSet<>();
        @Nullable BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (BundleCapability it : wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                own.add(String.valueOf(it.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)));
            }
        }
        return own;
    }
}
