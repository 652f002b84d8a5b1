package org.stockade.access;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
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

    /**
     * Ends one live session at once, or one child of it alone, which its parent sees as failed;
     * {@code false} if there is no node of this id.
     *
     * @param id of any node: {@code web-out:17}, {@code (edge/web-out:17/http/inspector#2)}
     */
    boolean kill(String id);

    /**
     * Likewise; the record says who did it.
     *
     * @param by who asks for it, in the words of the operator's tool
     */
    default boolean kill(String id, String by) {
        return kill(id);
    }

    /**
     * Puts a tap into one node of a live session: a file of what its proxy reads and writes, until
     * it is taken out, has reached a limit, or its node ends. Slows nothing: what cannot be written
     * in time is missing in the file and counted.
     *
     * @throws IOException if there is no such node, it has a tap, there are 16 already, or no file
     *     can be made; the message is for the operator
     */
    default TapState tap(TapOrder order) throws IOException {
        throw new UnsupportedOperationException("this firewall has no taps");
    }

    /**
     * Takes the tap out of a node and waits until its file is whole, at most 10 s.
     *
     * @param id of the node
     * @throws IOException if there is no such node, or it has no tap; the message is for the
     *     operator
     */
    default TapState untap(String id) throws IOException {
        throw new UnsupportedOperationException("this firewall has no taps");
    }

    /** The services of the policy in its order. */
    List<ServiceState> services();

    /** The servers of the services that name theirs, and what is known of others. */
    default List<TargetState> targets() {
        return List.of();
    }

    /**
     * Closes a service for maintenance, whatever policy is in force, until this process ends: new
     * sessions are refused, those that live go on.
     *
     * @param message what clients are told, 1 to 500 characters; empty: the service is open again,
     *     as far as its policy has it
     * @return {@code false} if the policy has no service of this name
     * @throws IllegalArgumentException if the message is blank or too long
     */
    boolean maintain(String service, Optional<String> message);

    /** The zones of the policy in its order. */
    List<Zone> zones();

    /** The zone of an address. */
    Optional<Zone> zoneOf(SockAddr address);

    /** The rules of the policy by id. */
    List<RuleState> rules();

    /** The proxies known by name, installed ones and those the policy names. */
    List<ProxyState> proxies();

    /** All that a policy can name or names in vain, proxies too: by kind, then by name. */
    List<NamedPart> parts();

    /** What one proxy uses and may use; empty if no proxy of this name is known. */
    Optional<ProxyUse> proxy(String name);

    /**
     * The proxies whose new sessions are refused because their bundle does harm, by name: its code
     * throws, keeps a loop or does not return, or it has exhausted a budget of the policy.
     */
    List<Quarantine> quarantines();

    /**
     * Ends the quarantine of the bundle that this proxy is of; its budgets are counted anew.
     *
     * @return {@code false} if it is in none
     */
    boolean resume(String proxy);

    /**
     * What would happen to a connection.
     *
     * @param listener name of a listener
     * @param source the client's address; port 0 if that does not matter
     * @param target an address and port, or a host name and port, that the protocol would name
     * @throws IllegalArgumentException if there is no such listener, or the target is malformed
     */
    default Explanation explain(String listener, SockAddr source, Optional<String> target) {
        return explain(listener, source, target, Supposition.NONE);
    }

    /**
     * Likewise for a client of whom more is known, or at another time.
     *
     * @throws IllegalArgumentException as above
     */
    Explanation explain(
            String listener, SockAddr source, Optional<String> target, Supposition supposed);

    /** The text of the policy in force. */
    String policyText();

    /** Checks a policy, called so in messages, against the bundles here; changes nothing. */
    PolicyReport check(String origin, String text);

    /** Likewise; relative paths in it begin in this folder. */
    default PolicyReport check(String origin, Path folder, String text) {
        return check(origin, text);
    }

    /**
     * Which pairs of zones a policy decides: for the clients of each zone at each listener whether
     * there is a rule for all of their connections, for some, or none. At most some 200 lines; the
     * last has the sums. Changes nothing.
     *
     * @throws IllegalArgumentException if the policy has an error; the message has a line for each
     */
    List<String> totality(String origin, String text);

    /**
     * What a policy would have made of the sessions on record, refused ones included: each is
     * decided anew, at its own time, by rules, zones, service and target. Changes nothing. One at a
     * time; it may take a while.
     *
     * @param origin what messages call it: a file name
     * @throws IOException if the records cannot be read, or another replay runs; the message is for
     *     the operator
     */
    default Replay.Report replay(String origin, String text, Replay.Order order)
            throws IOException {
        throw new UnsupportedOperationException("this firewall records no sessions");
    }

    /** Checks a policy and, if there is no error, swaps it in as a whole for new sessions. */
    PolicyReport load(String origin, String text);

    /** The matchers of the policy in force, to be asked. */
    default Matchers matchers() {
        return Matchers.NONE;
    }

    /** Changes the policy with a way back. */
    PolicyChanges changes();

    /** Who is known at which address. */
    Logins logins();

    /** The generations that live, and ended ones whose code is still in memory; oldest first. */
    List<GenerationState> generations();

    /**
     * Ends the canary that runs: its versions serve all new sessions when this returns.
     *
     * @return name and version of each; empty: none runs
     */
    List<String> promoteCanary();

    /**
     * Ends the canary that runs: new sessions run the old versions again when this returns, and the
     * new ones are not brought in again until their bundles change.
     *
     * @return name and version of each that was tried; empty: none runs
     */
    List<String> withdrawCanary();

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

    /**
     * A node of a session tree.
     *
     * @param id with parentheses; no two nodes of a session ever have the same
     * @param bundle name and version of the bundle whose code is at work
     * @param generation number of the generation that the session belongs to
     * @param state {@code running}, {@code finishing} or {@code ending}
     * @param seconds since the connection was accepted; of a child, since it was stacked
     * @param received bytes from the client; of a child, bytes it was given to read by its parent
     * @param sent bytes to the client; of a child, bytes it has written to its parent
     * @param verdict so far: the outcome of the connection, or the answer of a child; {@code -}: it
     *     has given none yet
     * @param known who the client is
     * @param taps those in place
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
            String verdict,
            Known known,
            List<TapState> taps,
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

    /**
     * A server of a service.
     *
     * @param state {@code up}; {@code down}: it failed; {@code unhealthy}: its health checks
     *     failed; {@code starting}: they are well again, and it gets a share of its load
     * @param left how long it stays remembered as down; empty unless it is
     * @param connections as far as they are counted
     * @param check what its last health check found; empty without one
     */
    record TargetState(
            String service,
            String address,
            String state,
            Optional<Duration> left,
            int connections,
            String check) {}

    /** A rule as the policy has it. */
    record RuleState(int id, String conditions, String action) {}

    /**
     * A proxy.
     *
     * @param bundle symbolic name and version of the bundle that serves new sessions; empty if none
     *     does
     * @param state {@code active}, or why not: {@code quarantined since} when and why, too
     */
    record ProxyState(String name, String bundle, long sourceBundle, String state) {}

    /**
     * A generation: one policy and the copies of proxy bundles that its sessions run.
     *
     * @param state {@code current}; {@code canary}: it has new versions that are tried on a share
     *     of the new sessions, beside the current one; {@code old}: replaced, its sessions go on;
     *     {@code draining}: they have been asked to finish; {@code ended-but-held}: none is left,
     *     but code of it is in memory
     * @param age since it was made
     * @param retired since it was replaced; empty if it takes new sessions
     * @param sessions those that live
     * @param bundles name and version of each copy it holds
     * @param canary what a canary has counted of it; empty: none runs, or not with it
     */
    record GenerationState(
            long number,
            String state,
            Duration age,
            Optional<Duration> retired,
            long sessions,
            List<String> bundles,
            Optional<CanaryFigures> canary) {}

    /**
     * One side of a canary: sessions that began since it does, of services that use what has
     * changed.
     *
     * @param share of these sessions that this side gets, in percent
     * @param failed of those that ended: by the proxy's fault, without a server, or for a cause not
     *     known
     * @param faults of those that failed: by the proxy's fault
     */
    record CanaryFigures(int share, long begun, long ended, long failed, long faults) {}

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

    /**
     * What an explanation takes for granted.
     *
     * @param user who the client is known to be, of no group; empty: nobody knows
     * @param at when it connects; empty: now
     * @param protocol what it speaks; empty: that of the listener's first address
     */
    record Supposition(
            Optional<String> user, Optional<Instant> at, Optional<TransportProtocol> protocol) {
        public static final Supposition NONE = new Supposition(Optional.empty(), Optional.empty());

        /** Of a client that speaks what the listener's first address is for. */
        public Supposition(Optional<String> user, Optional<Instant> at) {
            this(user, at, Optional.empty());
        }
    }

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
