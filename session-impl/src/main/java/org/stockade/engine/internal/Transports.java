package org.stockade.engine.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.endpoint.TransportFactory;
import org.stockade.engine.internal.transport.PortableTransport;
import org.stockade.log.EventLog;
import org.stockade.policy.Policy.TransportChoice;

/** Chooses what moves the bytes: once, before the first bind, and says which. */
final class Transports implements AutoCloseable {
    private static final EventLog LOG = EventLog.of("core");

    private final @Nullable TransportFactory offered;
    private volatile @Nullable Transport open;

    /**
     * @param offered the transport that another bundle brings; {@code null}: none does
     */
    Transports(@Nullable TransportFactory offered) {
        this.offered = offered;
    }

    /**
     * Opens the offered one where there is one, it works and the policy does not forbid it; nothing
     * happens if one is open.
     *
     * @throws IOException if not even the portable one can be opened
     */
    void open(TransportChoice wanted) throws IOException {
        if (open != null) {
            return;
        }
        TransportFactory factory = offered;
        Transport opened =
                factory == null || wanted == TransportChoice.PORTABLE ? null : tryToOpen(factory);
        Transport chosen = opened == null ? new PortableTransport() : opened;
        LOG.info("transport", null, "chosen", "name", chosen.name());
        open = chosen;
    }

    /** What moves the bytes; there is one from the first policy on that is served. */
    Transport chosen() {
        Transport chosen = open;
        if (chosen == null) {
            throw new IllegalStateException("no policy is served yet");
        }
        return chosen;
    }

    boolean isOpen() {
        return open != null;
    }

    /** Its name; {@code none} before there is one. */
    String name() {
        Transport chosen = open;
        return chosen == null ? "none" : chosen.name();
    }

    /** Whom the loops carry now; nobody before there is a transport. */
    List<Transport.Turn> turns() {
        Transport chosen = open;
        return chosen == null ? List.of() : chosen.turns();
    }

    /** How many loops there are; 0 where the transport cannot tell whom they carry. */
    int loops() {
        Transport chosen = open;
        return chosen == null || !chosen.showsTurns() ? 0 : chosen.loops();
    }

    /** What a listener lacks in this process, as far as it is known; empty: nothing. */
    Optional<String> missing(Interception how) {
        Transport chosen = open;
        if (chosen != null) {
            return chosen.missing(how);
        }
        TransportFactory factory = offered;
        return factory == null
                ? Optional.of(
                        "the loops transport, which is not here; start the bundle transport-linux"
                                + " before the engine")
                : factory.missing(how);
    }

    /** Whether what is {@link #missing} is so wherever this installation runs. */
    boolean isMissingEverywhere() {
        return offered == null;
    }

    private static @Nullable Transport tryToOpen(TransportFactory factory) {
        try {
            return factory.open();
        } catch (IOException | RuntimeException | LinkageError missing) {
            LOG.warning(
                    "transport-fallback",
                    null,
                    "the portable transport serves instead; it costs more CPU",
                    "reason",
                    missing instanceof IOException ? missing.getMessage() : Stacks.said(missing));
            return null;
        }
    }

    @Override
    public void close() {
        Transport chosen = open;
        if (chosen == null) {
            return;
        }
        try {
            chosen.close();
        } catch (IOException gone) {
            LOG.warning("transport-close-failed", null, "it is left behind", "failure", gone);
        }
    }
}
