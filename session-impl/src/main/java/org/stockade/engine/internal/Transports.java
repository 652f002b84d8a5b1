package org.stockade.engine.internal;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Transport;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.endpoint.TransportFactory;
import org.stockade.engine.internal.transport.PortableTransport;
import org.stockade.log.EventLog;
import org.stockade.policy.Policy.TransportChoice;

/** Chooses what moves the bytes: once, before the first bind, and says which. */
final class Transports {
    private static final EventLog LOG = EventLog.of("core");

    private final @Nullable TransportFactory offered;

    /**
     * @param offered the transport that another bundle brings; {@code null}: none does
     */
    Transports(@Nullable TransportFactory offered) {
        this.offered = offered;
    }

    /**
     * Opens the offered one where there is one, it works and the policy does not forbid it.
     *
     * @throws IOException if not even the portable one can be opened
     */
    Transport open(TransportChoice wanted) throws IOException {
        TransportFactory factory = offered;
        Transport opened =
                factory == null || wanted == TransportChoice.PORTABLE ? null : tryToOpen(factory);
        Transport chosen = opened == null ? new PortableTransport() : opened;
        LOG.info("transport", null, "chosen", "name", chosen.name());
        return chosen;
    }

    /** Whether a bundle has brought one besides the portable. */
    boolean isAnyOffered() {
        return offered != null;
    }

    /** What a listener would lack, as far as it is known before a transport is open. */
    Optional<String> missing(Interception how) {
        TransportFactory factory = offered;
        return factory == null
                ? Optional.of(
                        "the loops transport, which is not here; start the bundle transport-linux"
                                + " before the engine")
                : factory.missing(how);
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
}
