package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;

/**
 * Passes one final response to the client, through a child where the policy has one for its type.
 */
final class ResponseRelay {
    private static final EventLog LOG = EventLog.of("http");
    private static final byte[] HTTP_1_1 = Octets.of("HTTP/1.1 ");

    private final Connection connection;
    private final Request request;
    private final ResponseHead head;
    private final Framing framing;
    private final @Nullable Child child;

    /** Decodes the body; {@code null} where there is nothing to decode. */
    private final @Nullable BodySource source;

    /**
     * @throws RefusedException if the response has two meanings, or what a child needs is not there
     */
    ResponseRelay(Connection connection, Request request, ResponseHead head)
            throws RefusedException {
        this.connection = connection;
        this.request = request;
        this.head = head;
        HttpPolicy policy = connection.policy();
        try {
            framing = Framing.of(head, request.method(), policy.permitsRepeatedLength());
            checkLength(policy.longestBody());
            child = child(policy);
        } catch (MalformedMessageException malformed) {
            throw RefusedException.response(malformed);
        }
        boolean asItIs =
                child == null
                        && (framing instanceof Framing.None || framing instanceof Framing.Length);
        source =
                asItIs
                        ? null
                        : BodySource.of(
                                framing,
                                connection.link().current(),
                                policy.longestBody(),
                                policy.longestChunk());
    }

    private void checkLength(long longest) throws MalformedMessageException {
        if (framing instanceof Framing.Length(long octets) && longest > 0 && octets > longest) {
            throw new MalformedMessageException(
                    502, "a body of " + octets + " octets; max-body-length is " + longest);
        }
    }

    /** The child for this body. One that could not read it all in plain would be no check. */
    private @Nullable Child child(HttpPolicy policy) throws MalformedMessageException {
        if (!policy.readsBodies() || framing instanceof Framing.None) {
            return null;
        }
        String type = head.mediaType();
        int slash = type.indexOf('/');
        boolean clear =
                head.fields().count(FieldName.CONTENT_TYPE) < 2
                        && (type.isEmpty()
                                || (slash > 0
                                        && Octets.isToken(type.substring(0, slash))
                                        && Octets.isToken(type.substring(slash + 1))));
        if (!clear) {
            throw new MalformedMessageException(
                    502, "its media type is not clear, so that it cannot be checked");
        }
        Child found = policy.childFor(type).orElse(null);
        if (found != null) {
            boolean encoded =
                    head.fields().members(FieldName.CONTENT_ENCODING).stream()
                            .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
            if (encoded || head.status() == 206) {
                throw new MalformedMessageException(
                        502,
                        encoded
                                ? "its content is encoded, so that it cannot be checked"
                                : "it is a part only, so that it cannot be checked");
            }
        }
        return found;
    }

    /** Whether the client can be told the end of this response without closing its connection. */
    boolean endsItself() {
        return !(outgoing() instanceof Framing.UntilClose);
    }

    /** Whether the server's connection can serve another request after this response. */
    boolean serverStays() {
        return head.persistent() && !(framing instanceof Framing.UntilClose);
    }

    private Framing outgoing() {
        boolean chunks = request.version() == Version.HTTP_1_1;
        Framing open = chunks ? Framing.Chunked.HERE : Framing.UntilClose.HERE;
        if (child != null) {
            return open;
        }
        return switch (framing) {
            case Framing.None none when head.status() == 205 -> new Framing.Length(0);
            case Framing.None none -> none;
            case Framing.Length length -> length;
            case Framing.Chunked chunked -> open;
            case Framing.UntilClose until -> connection.policy().keepPersistent() ? open : until;
        };
    }

    /**
     * Sends the response.
     *
     * @param keep whether the client's connection stays for another request
     * @return whether all of it went out; else the connection has been aborted
     * @throws RefusedException if nothing went out and the client gets a page instead
     */
    boolean send(boolean keep) throws IOException {
        Framing out = outgoing();
        writeHead(out, keep);
        BodySource decoded = source;
        return decoded == null ? sendAsItIs() : sendDecoded(decoded, out);
    }

    private void writeHead(Framing framing, boolean keep) {
        HeadWriter out = connection.out().begin();
        out.octets(HTTP_1_1).number(head.status()).text(" ").text(head.reason()).crlf();
        HttpPolicy policy = connection.policy();
        // The length a HEAD tells of is not that of a body which a child would rewrite.
        boolean read = policy.readsBodies() && policy.childFor(head.mediaType()).isPresent();
        connection.forwarding().response(out, head, framing, read);
        if (!keep) {
            out.text("Connection: close\r\n");
        } else if (request.version() == Version.HTTP_1_0) {
            out.text("Connection: keep-alive\r\n");
        }
        out.crlf();
    }

    /**
     * A body that its length alone delimits: what is at hand leaves with the head, and the rest
     * goes from endpoint to endpoint.
     */
    private boolean sendAsItIs() throws IOException {
        Endpoint client = connection.client();
        Endpoint server = connection.link().current();
        client.write(connection.out().octets());
        long left = Math.max(0, length());
        int ready = (int) Math.min(left, server.unread().remaining());
        if (ready > 0) {
            ByteBuffer octets = server.unread();
            client.write(octets.limit(octets.position() + ready));
            server.consume(ready);
            left -= ready;
        }
        if (left > 0) {
            try {
                left -= server.transferTo(client, left);
            } catch (IOException failure) {
                IOException servers = failure(server);
                if (servers == null) {
                    throw failure;
                }
                return cutOff(client, String.valueOf(servers.getMessage()));
            }
        }
        if (left > 0) {
            return cutOff(
                    client,
                    "the connection ended in the middle of a body, after "
                            + (length() - left)
                            + " octets");
        }
        client.flush();
        return true;
    }

    /** What has failed on this endpoint: a failure is sticky. */
    private static @Nullable IOException failure(Endpoint server) {
        try {
            server.await(Duration.ZERO);
            return null;
        } catch (IOException failed) {
            return failed;
        }
    }

    private boolean sendDecoded(BodySource decoded, Framing out) throws IOException {
        Endpoint client = connection.client();
        ClientBody body =
                new ClientBody(client, connection.out().octets(), BodySink.of(out, client));
        decoded.beforeWaiting(this::flush);
        try {
            if (child != null) {
                new StackedBody(connection.session(), decoded, body)
                        .run(child, head.mediaType(), length());
            } else {
                copy(decoded, body);
            }
        } catch (RefusedException refused) {
            if (!body.begun()) {
                throw refused;
            }
            return cutOff(client, refused.why());
        } catch (IOException failure) {
            IOException servers = decoded.failure();
            if (servers == null) {
                throw failure;
            }
            if (!body.begun()) {
                throw servers instanceof MalformedMessageException malformed
                        ? RefusedException.response(malformed)
                        : RefusedException.server(
                                502, "The connection to the server was lost.", servers);
            }
            return cutOff(client, String.valueOf(servers.getMessage()));
        }
        client.flush();
        return true;
    }

    private static void copy(BodySource decoded, ClientBody body) throws IOException {
        body.begin();
        for (ByteBuffer octets = decoded.next(); octets != null; octets = decoded.next()) {
            int count = octets.remaining();
            body.write(octets);
            decoded.consume(count);
        }
        body.end();
    }

    private void flush() {
        try {
            connection.client().flush();
        } catch (IOException gone) {
            // The next write says so again, and counts.
            LOG.debug("gone", connection.session(), "client left first", "why", gone.getMessage());
        }
    }

    /** RFC 9112 section 8: a response that is not whole must not look whole. */
    private boolean cutOff(Endpoint client, String why) {
        StackedSession session = connection.session();
        LOG.warning("cut-off", session, "response broke off; client connection reset", "why", why);
        session.master().note("response broke off: " + why);
        client.abort();
        return false;
    }

    private long length() {
        return framing instanceof Framing.Length(long octets) ? octets : -1;
    }

    /** Reads what a child left over, within a bound; whether the response is wholly read then. */
    boolean drained(long most) throws IOException {
        BodySource rest = source;
        if (rest == null) {
            return true;
        }
        long left = most;
        for (ByteBuffer octets = rest.next(); octets != null; octets = rest.next()) {
            left -= octets.remaining();
            if (left < 0) {
                return false;
            }
            rest.consume(octets.remaining());
        }
        return true;
    }
}
