package org.stockade.runtime;

import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Tells what runs here. */
record VersionCommand(Distribution distribution, Terminal terminal) {
    int run() throws LaunchException {
        terminal.out().println("stockade " + product());
        terminal.out().println("framework " + framework());
        terminal.out()
                .println(
                        "jdk "
                                + Runtime.version()
                                + " ("
                                + System.getProperty("java.vendor", "?")
                                + ")");
        terminal.out().println("transport " + distribution.transport());
        return 0;
    }

    /** The version of the product. */
    static String product() {
        Package ours = VersionCommand.class.getPackage();
        return Objects.requireNonNullElse(ours.getImplementationVersion(), "unpacked");
    }

    /** A framework that was never started knows its name and version already. */
    private static String framework() {
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        Framework framework = factory.newFramework(Map.of());
        return framework.getSymbolicName() + " " + framework.getVersion();
    }
}
