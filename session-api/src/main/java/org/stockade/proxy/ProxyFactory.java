package org.stockade.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.endpoint.Endpoint;

/**
 * The OSGi service of a proxy bundle, found by the property {@code proxy.name}. Has no
 * configuration of its own.
 */
@ConsumerType
@FunctionalInterface
public interface ProxyFactory {
    /**
     * One service's checked settings. Pure: every wrong setting is reported at its place, no I/O.
     */
    Recipe configure(Settings with) throws SettingsException;

    /** One service's checked settings; immutable, kept by the generation, used by many threads. */
    @ConsumerType
    @FunctionalInterface
    interface Recipe {
        /** A proxy for one session. */
        Proxy create();

        /**
         * Tells a client, in the protocol's own form, that it is refused: 503, 421. The engine
         * closes afterwards.
         */
        default void refuse(Endpoint client, String why) throws IOException {}

        /**
         * Tells a client, in the protocol's own form, that the service is closed for maintenance.
         * The engine closes afterwards.
         *
         * @param message words for people, from the operator; not escaped for any protocol
         */
        default void refuseForMaintenance(Endpoint client, String message) throws IOException {
            refuse(client, message);
        }

        /**
         * The proxy's own defaults for time limits, by name, where they differ from the product's.
         */
        default Map<String, Duration> timeLimits() {
            return Map.of();
        }

        /**
         * Whether a server connection that a session gave back may serve another session of the
         * same service. Then {@link org.stockade.session.StackedSession#connectServer()} may return
         * one that served before: it has {@code received()} or {@code sent()} bytes already, and
         * the server may be just about to close it.
         */
        default boolean sharesServers() {
            return false;
        }

        /**
         * Whether its proxy can serve datagrams: where a session comes by UDP, its endpoints are
         * {@link org.stockade.endpoint.DatagramEndpoint}s. Else such sessions are refused.
         */
        default boolean takesDatagrams() {
            return false;
        }

        /**
         * Whether its proxy may name its server, by {@link
         * org.stockade.session.StackedSession#connectServer(String, int)}, or needs none. {@code
         * false}: each of its sessions begins by {@link
         * org.stockade.session.StackedSession#connectServer()}, so that a router which leaves the
         * target to the protocol, {@code inband}, never has one; {@code check} warns of it.
         */
        default boolean namesServers() {
            return true;
        }

        /**
         * Whether its protocol carries the dialogue by which a client shows who it is, and the
         * proxy calls {@link org.stockade.session.StackedSession#authentication}: a service with
         * {@code authentication: { method: inband }} needs it.
         */
        default boolean authenticates() {
            return false;
        }
    }
}
