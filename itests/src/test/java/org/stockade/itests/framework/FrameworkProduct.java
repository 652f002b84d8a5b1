package org.stockade.itests.framework;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The frameworks everything has to work on; each is loaded by itself from its jar. */
enum FrameworkProduct {
    FELIX("stockade.felix", Map.of("felix.service.urlhandlers", "false")),
    // Saved at once: by default Equinox forgets what was installed in the seconds before a halt.
    EQUINOX("stockade.equinox", Map.of("eclipse.stateSaveDelayInterval", "0"));

    private final String jarProperty;
    private final Map<String, String> settings;

    FrameworkProduct(String jarProperty, Map<String, String> settings) {
        this.jarProperty = jarProperty;
        this.settings = settings;
    }

    /** The product's own settings. */
    Map<String, String> settings() {
        return settings;
    }

    /** A framework that is not started yet. */
    Framework create(Map<String, String> configuration) throws IOException {
        Path jar = Path.of(System.getProperty(jarProperty));
        ClassLoader loader = new ProductLoader(jar.toUri().toURL());
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class, loader).stream()
                        .filter(it -> it.type().getClassLoader() == loader)
                        .findFirst()
                        .orElseThrow()
                        .get();
        return factory.newFramework(configuration);
    }

    /** Gives the test and the framework the same core API, and nothing else in common. */
    private static final class ProductLoader extends URLClassLoader {
        private static final List<String> SHARED =
                List.of(
                        "org.osgi.framework.",
                        "org.osgi.resource.",
                        "org.osgi.dto.",
                        "org.osgi.util.tracker.",
                        "org.osgi.service.condition.",
                        "org.osgi.service.condpermadmin.",
                        "org.osgi.service.packageadmin.",
                        "org.osgi.service.permissionadmin.",
                        "org.osgi.service.startlevel.",
                        "org.osgi.service.url.");

        private ProductLoader(URL jar) {
            super(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return SHARED.stream().anyMatch(name::startsWith)
                    ? FrameworkProduct.class.getClassLoader().loadClass(name)
                    : super.loadClass(name, resolve);
        }
    }
}
