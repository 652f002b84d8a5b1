package org.stockade.shell.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.log.EventLog;

/**
 * Serves commands over a Unix-domain socket in the directory that the framework property {@value
 * #STATE_DIR} names; without that property there is no socket.
 */
@Component(immediate = true, service = ControlSocket.class)
public final class ControlSocket {
    static final String STATE_DIR = "org.stockade.state.dir";

    private static final int MOST_CLIENTS = 32;
    private static final int REQUEST_SECONDS = 10;

    private final EventLog log = EventLog.of("shell");
    private final Interpreter interpreter;
    private final Semaphore clients = new Semaphore(MOST_CLIENTS);
    private @Nullable SocketFile file;
    private @Nullable ServerSocketChannel server;
    private String problem = "";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable OtherCommands others;

    @Activate
    public ControlSocket(BundleContext context, @Reference CommandLine commands) {
        interpreter = new Interpreter(commands, () -> Optional.ofNullable(others));
        @Nullable String directory = context.getProperty(STATE_DIR);
        if (directory == null) {
            return;
        }
        try {
            SocketFile wanted = new SocketFile(Path.of(directory).toAbsolutePath());
            ServerSocketChannel opened = wanted.open();
            file = wanted;
            server = opened;
            Thread.ofVirtual().name("control-socket").start(() -> accept(opened));
        } catch (IOException failure) {
            problem = CommandLine.message(failure);
            log.error("control-failed", null, "the control socket is not there", "why", problem);
        }
    }

    /** Why there is no socket although one is wanted; empty if all is well. */
    String problem() {
        return problem;
    }

    /** Stops accepting and takes the socket away; commands under way finish. */
    @Deactivate
    void close() throws IOException {
        if (server != null && file != null) {
            server.close();
            file.remove();
        }
    }

    private void accept(ServerSocketChannel from) {
        try {
            while (true) {
                SocketChannel client = from.accept();
                if (clients.tryAcquire()) {
                    Thread.ofVirtual().name("control-client").start(() -> serve(client));
                } else {
                    client.close();
                    log.warning(
                            "control-full", null, "a client was refused", "limit", MOST_CLIENTS);
                }
            }
        } catch (ClosedChannelException stopped) {
            // deactivated
        } catch (IOException failure) {
            log.error("control-failed", null, "the control socket has ended", "why", failure);
        }
    }

    private void serve(SocketChannel client) {
        AtomicBoolean requestRead = new AtomicBoolean();
        CompletableFuture.delayedExecutor(REQUEST_SECONDS, TimeUnit.SECONDS)
                .execute(() -> closeUnless(requestRead, client));
        try (client) {
            new ControlConnection(client).serve(interpreter, () -> requestRead.set(true));
        } catch (IOException gone) {
            log.debug("control-client", null, "a client left before its answer", "why", gone);
        } finally {
            requestRead.set(true);
            clients.release();
        }
    }

    private static void closeUnless(AtomicBoolean done, SocketChannel client) {
        if (!done.get()) {
            try {
                client.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
