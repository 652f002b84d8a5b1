package org.stockade.access;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Zone;

/**
 * The running firewall, an OSGi service: there is one for each configuration of the PID {@code
 * org.stockade}. Any thread may call it; what it returns is a snapshot.
 */
@ProviderType
public interface Firewall {
    /** Its name, the first part of session ids. */
    String name();

    /** Name of the transport: {@code portable}. */
    String transport();

    /**
     * Waits until every listener is open.
     *
     * @throws IOException if the start failed or took longer; the message has a line a problem
     */
    void awaitServing(Duration atMost) throws IOException;

    /** The sockets that listen, in the order of the policy. */
    List<Listening> listeners();

    /** The live master sessions, oldest first. */
    List<SessionNode> sessions();

    /**
     * The tree of one live session.
     *
     * @param id {@code web-out:17}, or the whole {@code (edge/web-out:17)}
     */
    Optional<SessionNode> session(String id);

    /** Ends one live session at once; {@code false} if there is none of this id. */
    boolean kill(String id);

    /** The services of the policy in its order. */
    List<ServiceState> services();

    /** The zones of the policy in its order. */
    List<Zone> zones();

    /** The zone of an address. */
    Optional<Zone> zoneOf(SockAddr address);

    /** The rules of the policy by id. */
    List<RuleState> rules();

    /** The proxies known by name, installed ones and those the policy names. */
    List<ProxyState> proxies();

    /**
     * What would happen to a connection.
     *
     * @param listener name of a listener
     * @param source the client's address; port 0 if that does not matter
     * @param target an address and port, or a host name and port, that the protocol would name
     * @throws IllegalArgumentException if there is no such listener, or the target is malformed
     */
    Explanation explain(String listener, SockAddr source, Optional<String> target);

    /** The text of the policy in force. */
    String policyText();

    /**
     * Checks a policy against the bundles that are here; changes nothing.
     *
     * @param origin what messages call it: a file name
     */
    PolicyReport check(String origin, String text);

    /** Checks a policy and, if there is no error, swaps it in as a whole for new sessions. */
    PolicyReport load(String origin, String text);

    /**
     * Stops accepting, asks every session to finish, and ends those that have not done so in time.
     *
     * @return how many had to be ended
     */
    int drain(Duration atMost);

    /** A socket that listens. */
    record Listening(String listener, SockAddr address, int open, int maxConnections) {}

    /**
     * A node of a session tree.
     *
     * @param id with parentheses
     * @param state {@code running}, {@code finishing} or {@code ending}
     * @param seconds since the connection was accepted
     */
    record SessionNode(
            String id,
            String service,
            String proxy,
            String bundle,
            String client,
            String clientZone,
            String server,
            String serverZone,
            String rule,
            String state,
            double seconds,
            long received,
            long sent,
            List<SessionNode> children) {}

    /** A service; {@code state} is {@code ready}, or why its sessions are refused. */
    record ServiceState(
            String name,
            String proxy,
            String router,
            String chainer,
            int sessions,
            int maxSessions,
            long started,
            String state) {}

    /** A rule as the policy has it. */
    record RuleState(int id, String conditions, String action) {}

    /**
     * A proxy.
     *
     * @param bundle symbolic name and version of the bundle that serves new sessions; empty if none
     *     does
     * @param state {@code active}, or why not
     */
    record ProxyState(String name, String bundle, long sourceBundle, String state) {}

    /**
     * What would happen to a connection; {@code steps} are name and value, in the order of
     * evaluation.
     */
    record Explanation(boolean accepted, String summary, List<Step> steps) {}

    /** One step of an {@link Explanation}. */
    record Step(String what, String result) {}

    /**
     * What a check found; each message has {@code file:line:column:} in front where it has a place.
     */
    record PolicyReport(List<String> errors, List<String> warnings) {
        /** Whether there is no error. */
        public boolean ok() {
            return errors.isEmpty();
        }
    }
}
