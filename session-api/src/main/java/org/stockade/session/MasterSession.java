package org.stockade.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.access.Access;
import org.stockade.access.Decision;
import org.stockade.auth.Identity;
import org.stockade.endpoint.DatagramEndpoint;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;

/**
 * The root of a session tree: one accepted client connection and all facts about it.
 *
 * <p>Service first or client first, both orders work: whichever comes second finds everything set.
 */
@ProviderType
public class MasterSession extends AbstractSession {
    private final Access access;
    private final Instant begun = Instant.now();
    private final AtomicReference<Ending> ending =
            new AtomicReference<>(new Ending(Outcome.ACCEPTED, ""));
    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile ClientSide client = new ClientSide(null, null, null, null);
    private volatile @Nullable Decision decision;
    private volatile @Nullable Service service;
    private volatile long instanceId;
    private volatile @Nullable LongSupplier numbers;
    private volatile boolean started;
    private volatile boolean authorized;
    private volatile int servers;

    /** An empty session in one generation. */
    public MasterSession(Access access) {
        this.access = access;
    }

    /**
     * Stores the client's stream and address, looks up the zone, and asks for permission.
     *
     * @throws AccessDeniedException if the client may not use the service, or no rule names one
     */
    public void setClient(Endpoint stream, SockAddr address) throws AccessDeniedException {
        setClientStream(stream);
        SockAddr local = client.local() == null ? stream.local() : client.local();
        client =
                new ClientSide(
                        address, access.zoneOf(address).orElse(null), local, client.identified());
        if (isClientPermitted() == Permission.REJECT) {
            throw new AccessDeniedException(decision().map(Decision::why).orElse("refused"));
        }
    }

    /**
     * Stores the address the client aimed at, where it is not the stream's own: before {@link
     * #setClient}.
     */
    public void setClientLocal(SockAddr original) {
        client = new ClientSide(client.address(), client.zone(), original, client.identified());
    }

    /**
     * Stores who the client is: {@code auth}, {@code auth_user} and {@code auth_groups}. The
     * engine's.
     *
     * @param how {@code addresses}, {@code login}, {@code inband} or {@code cached}
     */
    public void setIdentity(Identity identity, String how) {
        client =
                new ClientSide(
                        client.address(),
                        client.zone(),
                        client.local(),
                        new Identified(identity, how));
    }

    /** Notes that the client may use the service as whom it is known to be. The engine's. */
    public void setAuthorized() {
        authorized = true;
    }

    /**
     * Whether this client may use the service, if one is set; else whether a rule names one. The
     * answer with its rule is kept: {@link #decision()}.
     */
    public Permission isClientPermitted() {
        Decision made = access.decide(this);
        decision = made;
        return made.permission();
    }

    /** What was decided last about the client. */
    public Optional<Decision> decision() {
        return Optional.ofNullable(decision);
    }

    /** Stores the service; the session id changes with it. */
    public void setService(Service chosen) {
        service = chosen;
    }

    /** Stores the instance number; the session id changes with it. */
    public synchronized void setServiceInstance(long number) {
        numbers = null;
        instanceId = number;
    }

    /**
     * Likewise a number that is taken when somebody first asks for it: most connections get a
     * service before that.
     */
    public synchronized void setServiceInstance(LongSupplier number) {
        numbers = number;
    }

    private long number() {
        if (numbers != null) {
            takeNumber();
        }
        return instanceId;
    }

    /** Whoever asks meanwhile for its service's number must not have it overwritten by this one. */
    private synchronized void takeNumber() {
        LongSupplier taken = numbers;
        if (taken != null) {
            setServiceInstance(taken.getAsLong());
        }
    }

    /** Notes that the service has started: it must be told of the end. */
    public void setStarted() {
        started = true;
    }

    @Override
    public void setServer(SockAddr real) throws AccessDeniedException {
        setServerAddress(real);
        access.checkServer(this, real);
    }

    /** Stores the server's address and zone without asking for permission. */
    public void setServerAddress(SockAddr real) {
        servers = servers + 1;
        serverSide(new ServerSide(real, access.zoneOf(real).orElse(null), null));
    }

    @Override
    public void setServerLocal(SockAddr local) {
        ServerSide now = serverSide();
        serverSide(new ServerSide(now.address(), now.zone(), local));
    }

    /** How many server addresses were stored; the record shows the last. */
    public int serverCount() {
        return servers;
    }

    /** Id of the rule that matched. */
    public OptionalInt ruleId() {
        Decision made = decision;
        return made == null ? OptionalInt.empty() : made.rule();
    }

    /** When the connection was accepted. */
    public Instant begun() {
        return begun;
    }

    /** What its client speaks below all others; {@code TCP} before there is a client. */
    public TransportProtocol protocol() {
        return hasClientStream(DatagramEndpoint.class)
                ? TransportProtocol.UDP
                : TransportProtocol.TCP;
    }

    /** The generation this session belongs to. */
    public Access access() {
        return access;
    }

    /**
     * Decides the outcome. The first specific one wins: a later one changes nothing, except that
     * any other replaces {@link Outcome#DENIED_BY_UNKNOWN_FAIL}.
     */
    public void decide(Outcome outcome, String why) {
        ending.updateAndGet(now -> now.yieldsTo(outcome) ? new Ending(outcome, why) : now);
    }

    /** Fills {@link #info()} if nothing did so before; the outcome stays. */
    public void note(String info) {
        ending.updateAndGet(now -> now.info().isEmpty() ? new Ending(now.outcome(), info) : now);
    }

    /** What is decided so far. */
    public Outcome outcome() {
        return ending.get().outcome();
    }

    /** The reason, for the record; may be empty. */
    public String info() {
        return ending.get().info();
    }

    @Override
    public String sessionId() {
        // Made when it is asked for: most connections need it once, for their record.
        Service chosen = service;
        return "("
                + access.firewallName()
                + "/"
                + (chosen == null ? "-" : chosen.name())
                + ":"
                + number()
                + ")";
    }

    @Override
    public MasterSession master() {
        return this;
    }

    @Override
    @Nullable AbstractSession above() {
        return null;
    }

    /**
     * Closes the streams and gives the end notice, exactly once: on every path this is the last
     * act.
     */
    @Override
    public void destroy() {
        super.destroy();
        if (ended.compareAndSet(false, true)) {
            access.ended(this);
        }
    }

    @Override
    @Nullable Object fact(String name) {
        Identified identified = client.identified();
        return switch (name) {
            case "client_address" -> client.address();
            case "client_local" -> client.local();
            case "client_zone" -> client.zone();
            case "service" -> service;
            case "protocol" -> protocol().number();
            case "protocol_name" -> protocol().name();
            case "instance_id" -> number();
            case "started" -> started;
            case "auth" -> identified == null ? null : identified.how();
            case "auth_user" -> identified == null ? null : identified.as().user();
            case "auth_groups" -> identified == null ? List.of() : identified.as().groups();
            case "authorized" -> authorized;
            default -> super.fact(name);
        };
    }

    /** All facts about the client, changed together. */
    private record ClientSide(
            @Nullable SockAddr address,
            @Nullable Zone zone,
            @Nullable SockAddr local,
            @Nullable Identified identified) {}

    /** Who the client is, and how that was found. */
    private record Identified(Identity as, String how) {}

    private record Ending(Outcome outcome, String info) {
        boolean yieldsTo(Outcome other) {
            return outcome == Outcome.ACCEPTED
                    ? other != Outcome.ACCEPTED
                    : outcome == Outcome.DENIED_BY_UNKNOWN_FAIL
                            && other != Outcome.ACCEPTED
                            && other != Outcome.DENIED_BY_UNKNOWN_FAIL;
        }
    }
}
