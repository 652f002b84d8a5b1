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

    /** Changes the policy with a way back. */
    PolicyChanges changes();

    /** The generations that live, and ended ones whose code is still in memory; oldest first. */
    List<GenerationState> generations();

    /**
     * What has become of the code of proxy bundles that were replaced, as far as the JVM has
     * collected it by itself; {@code held} names what has been uninstalled for over 60 s. Forces
     * nothing: a JVM that had no need to collect holds what nothing else does.
     */
    Unloads unloads();

    /**
     * The same after the JVM has been asked to collect, several times if need be; {@code held}
     * names all that is left. Everything is slower meanwhile.
     *
     * @param atMost how long to wait until all is collected; at most 10 s
     */
    Unloads forceUnloads(Duration atMost);

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
     * @param generation number of the generation that the session belongs to
     * @param state {@code running}, {@code finishing} or {@code ending}
     * @param seconds since the connection was accepted
     */
    record SessionNode(
            String id,
            String service,
            String proxy,
            String bundle,
            long generation,
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
     * A generation: one policy and the copies of proxy bundles that its sessions run.
     *
     * @param state {@code current}; {@code old}: replaced, its sessions go on; {@code draining}:
     *     they have been asked to finish; {@code ended-but-held}: none is left, but code of it is
     *     in memory
     * @param age since it was made
     * @param retired since it was replaced; empty if it is the current one
     * @param sessions those that live
     * @param bundles name and version of each copy it holds
     */
    record GenerationState(
            long number,
            String state,
            Duration age,
            Optional<Duration> retired,
            long sessions,
            List<String> bundles) {}

    /**
     * What has become of the copies that have served.
     *
     * @param made how many have ever served since the engine started
     * @param uninstalled how many of them were uninstalled
     * @param collected how many of these have been shown to be collected, class loader and all
     * @param held those that were not
     */
    record Unloads(int made, int uninstalled, int collected, List<HeldCopy> held) {}

    /**
     * A copy that was uninstalled and whose class loader has not been collected.
     *
     * @param generation the last that held it; 0: none did
     * @param since it was uninstalled
     * @param holders what seems to hold it, as text; empty if nothing can be said
     */
    record HeldCopy(
            String name, String version, long generation, Duration since, List<String> holders) {}

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
