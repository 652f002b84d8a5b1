package org.stockade.transport.linux.internal;

import java.io.IOException;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.endpoint.TransportFactory;
import org.stockade.log.EventLog;

/** Offers the loops to the engine; opens nothing before it is asked. */
@Component(property = "transport.name=loops")
public final class LinuxTransportFactory implements TransportFactory {
    private static final EventLog LOG = EventLog.of("loops");

    private final BundleContext context;

    @Activate
    public LinuxTransportFactory(BundleContext context) {
        this.context = context;
    }

    /** One loop for each processor that this process may use. */
    @Override
    public Transport open() throws IOException {
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            throw new IOException("the loops need Linux; this is " + system);
        }
        try {
            return new LoopsTransport(Runtime.getRuntime().availableProcessors(), this::end);
        } catch (LinkageError | UnsupportedOperationException missing) {
            throw new IOException("the C library cannot be called: " + missing, missing);
        }
    }

    @Override
    public Optional<String> missing(Interception how) {
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            return Optional.of("the loops transport, which needs Linux; this is " + system);
        }
        try {
            return Interceptor.missing(how);
        } catch (LinkageError | UnsupportedOperationException missing) {
            return Optional.of("the loops transport, which cannot call the C library: " + missing);
        }
    }

    /** Serving half would be worse than not serving: without this bundle the engine ends. */
    private void end() {
        Thread.ofPlatform().name("stockade-loops-end").start(this::stopBundle);
    }

    /** In our launcher the whole process ends; in somebody else's framework our bundle alone. */
    private void stopBundle() {
        boolean ours = System.getProperty("stockade.home") != null;
        if (ours) {
            System.setProperty("stockade.failed", "an event loop died");
        }
        Bundle ending = ours ? context.getBundle(0) : context.getBundle();
        try {
            ending.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException stopping) {
            LOG.error("not-stopped", null, "end this process", "failure", stopping.getMessage());
        }
    }
}
