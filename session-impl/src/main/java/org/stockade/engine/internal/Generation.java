package org.stockade.engine.internal;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.stockade.access.Decision;
import org.stockade.access.Decision.Refusal;
import org.stockade.chain.HostResolver;
import org.stockade.detect.Detector;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.auth.Directory;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.Identity;
import org.stockade.engine.internal.lookup.Interfaces;
import org.stockade.engine.internal.lookup.RuleFinding;
import org.stockade.engine.internal.lookup.RuleTable;
import org.stockade.engine.internal.lookup.ZoneFinder;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.engine.internal.revision.Revision;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.log.EventLog;
import org.stockade.policy.Policy;
import org.stockade.policy.RulePolicy;
import org.stockade.session.MasterSession;
import org.stockade.session.Service;
import org.stockade.session.Zone;

/**
 * One immutable pair of policy and proxy revisions. Every session belongs to one; it keeps its
 * revisions from being unloaded until the last of its sessions has ended.
 */
final class Generation {
    /** Set in {@link #users} once no new session may join. */
    private static final long RETIRED = 1L << 62;

    private static final EventLog LOG = EventLog.of("core");

    private final long number;
    private final String firewallName;
    private final Policy policy;
    private final Snapshot snapshot;
    private final Outside outside;
    private final ZoneFinder zones;
    private final RuleTable rules;
    private final Interfaces interfaces;
    private final Map<String, ServicePlan> plans = new LinkedHashMap<>();
    private final Map<String, Set<Revision>> uses;
    private final GenerationMatchers matchers;
    private final Directory directory;
    private final List<String> errors;
    private final List<String> warnings;
    private final DetectionPlan detection;
    private final Map<String, HostResolver> hosts;
    private final AtomicLong users = new AtomicLong();
    private final Consumer<Generation> onEnd;
    private final long madeAt = System.nanoTime();
    private volatile long retiredAt;

    /** How far its sessions have been told: 0: nothing, 1: to finish, 2: ended. */
    private volatile int told;

    /**
     * Compiles; the snapshot must have been retained for it. What is wrong stands in {@link
     * #errors()}.
     *
     * @param onEnd called when it is retired and its last session has ended; must not wait
     */
    Generation(
            long number,
            String firewallName,
            Policy policy,
            Snapshot snapshot,
            Outside outside,
            Consumer<Generation> onEnd) {
        this.number = number;
        this.onEnd = onEnd;
        this.firewallName = firewallName;
        this.policy = policy;
        this.snapshot = snapshot;
        this.outside = outside;
        this.zones = new ZoneFinder(policy.zones(), outside.hosts()::at);
        this.interfaces = SystemInterfaces.of(policy);
        PlanCompiler compiler = new PlanCompiler(snapshot, outside);
        compiler.named().nat(policy.nat());
        compiler.named().resolvers(policy.resolvers());
        compiler.matchers(policy.matchers());
        this.matchers = compiler.matchers();
        this.rules = new RuleTable(policy.rules(), policy.zones(), matchers::accepts);
        compiler.named().authenticators(policy.authenticators());
        policy.services().forEach(service -> plans.put(service.name(), compiler.compile(service)));
        this.detection = compiler.detection(policy.rules());
        this.uses = compiler.uses();
        compiler.datagrams(new DatagramCheck(policy, plans));
        this.directory =
                new Directory(
                        compiler.named().judges(),
                        policy.authenticators(),
                        policy.knownAddresses());
        this.errors = compiler.errors();
        this.warnings = compiler.warnings();
        this.hosts = hosts(policy, compiler.named().resolvers());
        outside.hosts().retain(hosts);
    }

    /** What each of its hosts is resolved by. */
    private static Map<String, HostResolver> hosts(
            Policy policy, Map<String, HostResolver> resolvers) {
        Map<String, HostResolver> hosts = new TreeMap<>();
        Consumer<String> used =
                host ->
                        hosts.put(
                                host,
                                Optional.ofNullable(policy.hostResolvers().get(host))
                                        .map(resolvers::get)
                                        .orElse(PlanCompiler.SYSTEM));
        policy.zones().forEach(zone -> zone.hosts().forEach(used));
        policy.rules().forEach(rule -> rule.hostNames().forEach(used));
        return hosts;
    }

    /** The time by which it decides. */
    Instant now() {
        return outside.clock().instant();
    }

    // Rules

    /** Which service the rules name for this client, or why none. */
    Decision decide(MasterSession session, String listener) {
        SockAddr source = session.clientAddress().orElseThrow();
        SockAddr destination = session.clientLocal().orElseThrow();
        Connection connection =
                connection(session, listener, source, destination)
                        .detecting(detected(Detection.names(session)));
        Optional<RuleTable.Match> best = rules.best(connection);
        if (best.isEmpty()) {
            return Decision.reject(
                    OptionalInt.empty(),
                    Refusal.CLOSE,
                    "no rule matches a connection to listener \""
                            + listener
                            + "\" from "
                            + source
                            + " in "
                            + connection
                                    .sourceZone()
                                    .map(zone -> "zone \"" + zone + "\"")
                                    .orElse("no zone"));
        }
        RulePolicy rule = best.get().rule();
        if (!best.get().collided().isEmpty()) {
            LOG.debug(
                    "rules-collide",
                    session,
                    "the smaller id wins",
                    "rule",
                    rule.id(),
                    "others",
                    best.get().collided());
        }
        return decision(rule, session.service(), connection.sourceZone());
    }

    /**
     * By what names rules may call what a client speaks: those that it was found by, and those of
     * matchers that accept the name of its server.
     */
    List<String> detected(List<String> found) {
        return matchers.detected(found, detection.names());
    }

    private Connection connection(
            MasterSession session, String listener, SockAddr source, SockAddr destination) {
        return connection(
                session.protocol(), listener, source, destination, identity(session), now());
    }

    /** A new client, before anything is known of it but where it comes from. */
    Connection arriving(MasterSession session, String listener, Endpoint client) {
        return connection(
                session, listener, client.remote(), session.clientLocal().orElseGet(client::local));
    }

    /** The rule that would win if all that rules ask for were detected; empty: nothing is asked. */
    Optional<RulePolicy> awaited(Connection connection) {
        return detection.detectors().isEmpty() ? Optional.empty() : rules.awaited(connection);
    }

    /** Who recognises what the rules ask for. */
    Collection<Detector> detectors() {
        return detection.detectors();
    }

    /** Who an earlier stage says the client is. */
    private static Identity identity(MasterSession session) {
        Optional<String> user = session.authUser();
        return user.isEmpty() ? Identity.UNKNOWN : new Identity(user, session.authGroups());
    }

    private Decision decision(
            RulePolicy rule, Optional<Service> alreadySet, Optional<Zone> client) {
        OptionalInt id = OptionalInt.of(rule.id());
        if (rule.service().isEmpty()) {
            return Decision.reject(id, refusal(rule), "rule " + rule.id() + " denies it");
        }
        String named = rule.service().get();
        if (alreadySet.isPresent() && !alreadySet.get().name().equals(named)) {
            return Decision.reject(
                    id,
                    Refusal.CLOSE,
                    "the rules name service \""
                            + named
                            + "\" for this client, not \""
                            + alreadySet.get().name()
                            + "\"");
        }
        return ZonePermission.OUTBOUND
                .refusal(client, named)
                .map(why -> Decision.reject(id, Refusal.CLOSE, why))
                .orElseGet(() -> Decision.accept(id, plan(named).policy()));
    }

    static Refusal refusal(RulePolicy rule) {
        return switch (rule.deny().orElse(RulePolicy.Denial.TRUE)) {
            case TRUE -> Refusal.CLOSE;
            case DROP -> Refusal.DROP;
            case RESET -> Refusal.RESET;
        };
    }

    /** A connection with all the facts rules look at. */
    Connection connection(
            TransportProtocol protocol,
            String listener,
            SockAddr source,
            SockAddr destination,
            Identity identity,
            Instant at) {
        return new Connection(
                listener,
                protocol.ip(),
                interfaces.having(destination.address()),
                source,
                zones.find(source.address()),
                destination,
                zones.find(destination.address()),
                hosts.isEmpty() ? List.of() : outside.hosts().at(destination.address()),
                identity,
                at);
    }

    List<RuleFinding> findings(Connection connection) {
        return rules.findings(connection);
    }

    Optional<RulePolicy> best(Connection connection) {
        return rules.best(connection).map(RuleTable.Match::rule);
    }

    // What it is made of

    ServicePlan plan(String service) {
        return findPlan(service)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the policy has no service \"" + service + "\""));
    }

    Optional<ServicePlan> findPlan(String service) {
        return Optional.ofNullable(plans.get(service));
    }

    List<ServicePlan> plans() {
        return List.copyOf(plans.values());
    }

    /** The revisions that a service of the policy runs, those of its children included. */
    Set<Revision> uses(String service) {
        return uses.getOrDefault(service, Set.of());
    }

    Directory directory() {
        return directory;
    }

    Policy policy() {
        return policy;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    ZoneFinder zones() {
        return zones;
    }

    String firewallName() {
        return firewallName;
    }

    long number() {
        return number;
    }

    /** Settings that were refused, routers and chainers that are not there. */
    List<String> errors() {
        return errors;
    }

    /** Proxies that are not there. */
    List<String> warnings() {
        return warnings;
    }

    /** The matchers of its policy. */
    GenerationMatchers matchers() {
        return matchers;
    }

    /** The names of hosts that its zones and rules use, and what resolves each. */
    Map<String, HostResolver> hosts() {
        return hosts;
    }

    // Life

    /** Counts a session in; {@code false} once it is retired: take the one in force instead. */
    boolean retain() {
        long before = users.getAndUpdate(now -> now >= RETIRED ? now : now + 1);
        return before < RETIRED;
    }

    /** A session has ended. */
    void release() {
        if (users.decrementAndGet() == RETIRED) {
            end();
        }
    }

    /** Lets no new session in; with the last one its revisions go. */
    void retire() {
        retiredAt = System.nanoTime();
        if (users.getAndUpdate(now -> now | RETIRED) == 0) {
            end();
        }
    }

    private void end() {
        snapshot.endsFor(number);
        onEnd.accept(this);
        directory.close();
        outside.hosts().release(hosts);
        matchers.release();
        snapshot.release();
    }

    /** It comes to nothing: nobody has ever joined it. */
    void discard() {
        users.set(RETIRED);
        directory.close();
        outside.hosts().release(hosts);
        matchers.release();
        snapshot.release();
    }

    boolean isRetired() {
        return users.get() >= RETIRED;
    }

    /** When it was made, by {@link System#nanoTime}. */
    long madeAt() {
        return madeAt;
    }

    /** When it was retired, by {@link System#nanoTime}; means nothing before. */
    long retiredAt() {
        return retiredAt;
    }

    /** How many sessions have joined it and not ended. */
    long sessions() {
        return users.get() & ~RETIRED;
    }

    /** Whether its sessions have been asked to finish, or ended. */
    boolean isDraining() {
        return told > 0;
    }

    /** It is past a limit; {@code true} the first time. On the timer's thread. */
    boolean passes(boolean hard) {
        int before = told;
        told = Math.max(before, hard ? 2 : 1);
        return told > before;
    }
}
