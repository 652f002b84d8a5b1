package org.stockade.session;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;

/**
 * A node of the session tree. An attribute is looked up here, then in the owner, and so on to the
 * master. May be read from any thread.
 *
 * <p>What is <em>unset</em> here shows the owner's value; what is set to {@code null} here hides
 * it. Setting never changes an owner, except where a method says so. The streams are never
 * inherited.
 */
@ProviderType
public abstract class AbstractSession {
    /**
     * The typed name of an attribute.
     *
     * @param name as text, {@code client_zone} or {@code http.url}
     */
    public record Key<T>(String name, Class<T> type) {}

    /**
     * Answers for attributes that change together and often, such as those of the exchange under
     * way: nothing is stored by name, and a value nobody asks for costs nothing.
     */
    @ConsumerType
    public interface LiveAttributes {
        /**
         * The value of this attribute now, of the type of its key; {@code null}: it is unset here.
         *
         * <p>Called by any thread, so it tells only what is safe to read there: values that never
         * change once made. What points into a buffer is told to the thread that works on it alone,
         * and to others once it has been copied out.
         */
        @Nullable Object value(String name);
    }

    public static final Key<Integer> CLIENT_FD = new Key<>("client_fd", Integer.class);
    public static final Key<Endpoint> CLIENT_STREAM = new Key<>("client_stream", Endpoint.class);
    public static final Key<SockAddr> CLIENT_ADDRESS = new Key<>("client_address", SockAddr.class);
    public static final Key<SockAddr> CLIENT_LOCAL = new Key<>("client_local", SockAddr.class);
    public static final Key<Zone> CLIENT_ZONE = new Key<>("client_zone", Zone.class);
    public static final Key<Integer> SERVER_FD = new Key<>("server_fd", Integer.class);
    public static final Key<Endpoint> SERVER_STREAM = new Key<>("server_stream", Endpoint.class);
    public static final Key<SockAddr> SERVER_ADDRESS = new Key<>("server_address", SockAddr.class);
    public static final Key<SockAddr> SERVER_LOCAL = new Key<>("server_local", SockAddr.class);
    public static final Key<Zone> SERVER_ZONE = new Key<>("server_zone", Zone.class);
    public static final Key<Service> SERVICE = new Key<>("service", Service.class);
    public static final Key<String> SESSION_ID = new Key<>("session_id", String.class);
    public static final Key<Long> INSTANCE_ID = new Key<>("instance_id", Long.class);
    public static final Key<Boolean> STARTED = new Key<>("started", Boolean.class);
    public static final Key<Integer> PROTOCOL = new Key<>("protocol", Integer.class);
    public static final Key<String> PROTOCOL_NAME = new Key<>("protocol_name", String.class);
    public static final Key<String> AUTH = new Key<>("auth", String.class);
    public static final Key<String> AUTH_USER = new Key<>("auth_user", String.class);
    public static final Key<List> AUTH_GROUPS = new Key<>("auth_groups", List.class);
    public static final Key<Boolean> AUTHORIZED = new Key<>("authorized", Boolean.class);

    /** Stands for a value of {@code null}, which a concurrent map cannot hold. */
    private static final Object SET_TO_NULL = new Object();

    /** What {@link #fact} answers for a name that this kind of session has no fact for. */
    static final Object UNSET = new Object();

    private final Map<String, Object> published = new ConcurrentHashMap<>(8);

    private volatile @Nullable LiveAttributes live;
    private volatile @Nullable Endpoint clientStream;
    private volatile @Nullable Endpoint serverStream;
    private volatile ServerSide server = ServerSide.NONE;

    AbstractSession() {}

    // Attributes by name and key

    /**
     * The attribute of this name, here or in an owner; {@code null} where it is set to {@code
     * null}.
     *
     * @throws NoSuchElementException if it is set nowhere
     */
    public @Nullable Object attribute(String name) {
        Object value = find(name);
        if (value == UNSET) {
            throw new NoSuchElementException(
                    "session " + sessionId() + " has no attribute " + name);
        }
        return value;
    }

    /**
     * The attribute of this key, here or in an owner; empty where it is set nowhere, or to {@code
     * null}.
     */
    public <T> Optional<T> attribute(Key<T> key) {
        Object value = find(key.name());
        return value == UNSET || value == null
                ? Optional.empty()
                : Optional.of(key.type().cast(value));
    }

    /** Sets an attribute here; children inherit it. {@code null} hides the owner's value. */
    public <T> void publish(Key<T> key, @Nullable T value) {
        published.put(key.name(), value == null ? SET_TO_NULL : value);
    }

    /**
     * Sets an attribute whose value is computed when first asked for, once, by this thread (so also
     * by a child that runs under this thread's {@code stack} call). Other threads see it only then;
     * until then it is unset for them.
     */
    public <T> void publishOnDemand(Key<T> key, Supplier<? extends @Nullable T> value) {
        published.put(key.name(), new OnDemand(value, Thread.currentThread()));
    }

    /** Unsets an attribute here: the owner's value shows again. */
    public void withdraw(Key<?> key) {
        published.remove(key.name());
    }

    /**
     * Sets all attributes for which {@code attributes} answers, until it is replaced; {@code null}
     * unsets them. What {@link #publish} set by itself goes before them.
     */
    public void publishAll(@Nullable LiveAttributes attributes) {
        live = attributes;
    }

    private @Nullable Object find(String name) {
        Object own = published.isEmpty() ? null : published.get(name);
        if (own instanceof OnDemand later) {
            own = later.value();
        }
        if (own == SET_TO_NULL) {
            return null;
        }
        if (own != null && own != UNSET) {
            return own;
        }
        LiveAttributes asked = live;
        Object told = asked == null ? null : asked.value(name);
        if (told != null) {
            return told;
        }
        Object fact = fact(name);
        if (fact != UNSET) {
            return fact;
        }
        AbstractSession above = above();
        return above == null ? UNSET : above.find(name);
    }

    /** The value of a seed attribute that this session has of its own, or {@link #UNSET}. */
    @Nullable Object fact(String name) {
        return switch (name) {
            case "client_stream" -> clientStream;
            case "client_fd" -> fd(clientStream);
            case "server_stream" -> serverStream;
            case "server_fd" -> fd(serverStream);
            case "server_address" -> server.address();
            case "server_zone" -> server.zone();
            case "server_local" -> server.local();
            case "session_id" -> sessionId();
            default -> UNSET;
        };
    }

    private static Integer fd(@Nullable Endpoint stream) {
        return stream == null ? -1 : stream.fd();
    }

    /** The owner; {@code null} at the master. */
    abstract @Nullable AbstractSession above();

    // The seed's attributes

    /**
     * The stream to the client, or for a child the one its parent gave it.
     *
     * @throws IllegalStateException if this session has none
     */
    public Endpoint clientStream() {
        Endpoint stream = clientStream;
        if (stream == null) {
            throw new IllegalStateException("session " + sessionId() + " has no client stream");
        }
        return stream;
    }

    /** Whether there is a stream to the client, and of this kind. */
    boolean hasClientStream(Class<? extends Endpoint> kind) {
        return kind.isInstance(clientStream);
    }

    /** The stream to the server, once there is one. */
    public Optional<Endpoint> serverStream() {
        return Optional.ofNullable(serverStream);
    }

    /** Descriptor of the client stream, -1 without one or where the transport cannot tell. */
    public int clientFd() {
        return attribute(CLIENT_FD).orElse(-1);
    }

    /** Descriptor of the server stream, -1 without one or where the transport cannot tell. */
    public int serverFd() {
        return attribute(SERVER_FD).orElse(-1);
    }

    /** Where the client comes from. */
    public Optional<SockAddr> clientAddress() {
        return attribute(CLIENT_ADDRESS);
    }

    /** The address the client aimed at: the original destination, or the listener's. */
    public Optional<SockAddr> clientLocal() {
        return attribute(CLIENT_LOCAL);
    }

    /** The zone of the client's address; empty outside all zones. */
    public Optional<Zone> clientZone() {
        return attribute(CLIENT_ZONE);
    }

    /** The real address of the server, after routing and translation. */
    public Optional<SockAddr> serverAddress() {
        return attribute(SERVER_ADDRESS);
    }

    /** The firewall's address towards the server. */
    public Optional<SockAddr> serverLocal() {
        return attribute(SERVER_LOCAL);
    }

    /** The zone of the server's address; empty outside all zones. */
    public Optional<Zone> serverZone() {
        return attribute(SERVER_ZONE);
    }

    /** The service this session runs, once one was chosen. */
    public Optional<Service> service() {
        return attribute(SERVICE);
    }

    /**
     * {@code (firewall/service:instance/proxy…)}, parentheses included; the service is {@code -}
     * before one is chosen.
     */
    public abstract String sessionId();

    /** Sequence number of this connection within its service. */
    public long instanceId() {
        return attribute(INSTANCE_ID).orElse(0L);
    }

    /** Whether the service has started on this connection, and so has to be told of its end. */
    public boolean started() {
        return attribute(STARTED).orElse(false);
    }

    /**
     * How the client was authenticated: {@code addresses}, {@code login}, {@code inband}, {@code
     * cached}; empty if it was not.
     */
    public Optional<String> auth() {
        return attribute(AUTH);
    }

    /** The user that the client was found to be. */
    public Optional<String> authUser() {
        return attribute(AUTH_USER);
    }

    /** The groups of that user. */
    public List<String> authGroups() {
        List<?> groups = attribute(AUTH_GROUPS).orElse(List.of());
        return groups.isEmpty() ? List.of() : groups.stream().map(String::valueOf).toList();
    }

    /** Whether the service has let this client in after it had authenticated it. */
    public boolean authorized() {
        return attribute(AUTHORIZED).orElse(false);
    }

    // Changes

    /**
     * Stores the real address of the server and its zone as one value, then asks whether this
     * session may go there. It stores first and then refuses, so that the record names what was
     * refused.
     *
     * @throws AccessDeniedException if it may not
     */
    public abstract void setServer(SockAddr real) throws AccessDeniedException;

    /** Stores our own address towards the server, here and in the master. */
    public abstract void setServerLocal(SockAddr local);

    /** Gives this session its client stream: the engine's, before the proxy starts. */
    public void setClientStream(@Nullable Endpoint stream) {
        clientStream = stream;
    }

    /** Gives this session its server stream: the engine's. */
    public void setServerStream(@Nullable Endpoint stream) {
        serverStream = stream;
    }

    /** The root of this tree. */
    public abstract MasterSession master();

    /** Closes the streams; for a session that no proxy took over. A second call does nothing. */
    public void destroy() {
        Endpoint client = clientStream;
        if (client != null) {
            client.close();
        }
        Endpoint toServer = serverStream;
        if (toServer != null) {
            toServer.close();
        }
    }

    ServerSide serverSide() {
        return server;
    }

    void serverSide(ServerSide changed) {
        server = changed;
    }

    @Override
    public String toString() {
        return sessionId();
    }

    /** All facts about the server, changed together. */
    record ServerSide(@Nullable SockAddr address, @Nullable Zone zone, @Nullable SockAddr local) {
        static final ServerSide NONE = new ServerSide(null, null, null);
    }

    private static final class OnDemand {
        private final Supplier<?> supplier;
        private final Thread publisher;
        private volatile @Nullable Object value;

        OnDemand(Supplier<?> supplier, Thread publisher) {
            this.supplier = supplier;
            this.publisher = publisher;
        }

        Object value() {
            Object known = value;
            if (known == null && Thread.currentThread() == publisher) {
                Object computed = supplier.get();
                known = computed == null ? SET_TO_NULL : computed;
                value = known;
            }
            return known == null ? UNSET : known;
        }
    }
}
