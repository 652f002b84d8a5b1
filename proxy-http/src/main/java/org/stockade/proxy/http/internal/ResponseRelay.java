package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;

/**
 * Passes one final response to the client, through a child where the policy has one for its type.
 */
final class ResponseRelay {
    private static final EventLog LOG = EventLog.of("http");

    private final StackedSession session;
    private final HttpPolicy policy;
    private final Request request;
    private final ResponseHead head;
    private final Framing framing;
    private final Optional<Child> child;
    private final BodySource source;

    /**
     * @throws RefusedException if the response has two meanings, or what a child needs is not there
     */
    ResponseRelay(
            StackedSession session,
            HttpPolicy policy,
            Request request,
            ResponseHead head,
            Endpoint server)
            throws RefusedException {
        this.session = session;
        this.policy = policy;
        this.request = request;
        this.head = head;
        try {
            framing = Framing.of(head, request.method(), policy.permitsRepeatedLength());
            checkLength();
            child = child();
        } catch (MalformedMessageException malformed) {
            throw RefusedException.response(malformed);
        }
        source = BodySource.of(framing, server, policy.longestBody(), policy.longestChunk());
    }

    private void checkLength() throws MalformedMessageException {
        if (framing instanceof Framing.Length(long octets)
                && policy.longestBody() > 0
                && octets > policy.longestBody()) {
            throw new MalformedMessageException(
                    502,
                    "a body of " + octets + " octets; max-body-length is " + policy.longestBody());
        }
    }

    /** The child for this body. One that could not read it all in plain would be no check. */
    private Optional<Child> child() throws MalformedMessageException {
        if (!policy.readsBodies() || framing instanceof Framing.None) {
            return Optional.empty();
        }
        String type = head.mediaType();
        int slash = type.indexOf('/');
        boolean clear =
                head.fields().count("Content-Type") < 2
                        && (type.isEmpty()
                                || (slash > 0
                                        && Octets.isToken(type.substring(0, slash))
                                        && Octets.isToken(type.substring(slash + 1))));
        if (!clear) {
            throw new MalformedMessageException(
                    502, "its media type is not clear, so that it cannot be checked");
        }
        Optional<Child> found = policy.childFor(type);
        if (found.isPresent()) {
            boolean encoded =
                    head.fields().members("Content-Encoding").stream()
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
        Framing open = chunks ? new Framing.Chunked() : new Framing.UntilClose();
        if (child.isPresent()) {
            return open;
        }
        return switch (framing) {
            case Framing.None none when head.status() == 205 -> new Framing.Length(0);
            case Framing.None none -> none;
            case Framing.Length length -> length;
            case Framing.Chunked() -> open;
            case Framing.UntilClose until -> policy.keepPersistent() ? open : until;
        };
    }

    /**
     * Sends the response.
     *
     * @param keep whether the client's connection stays for another request
     * @return whether all of it went out; else the connection has been aborted
     * @throws RefusedException if nothing went out and the client gets a page instead
     */
    boolean send(Forwarding forwarding, boolean keep) throws IOException {
        Endpoint client = session.clientStream();
        Framing out = outgoing();
        // The length a HEAD tells of is not that of a body which a child would rewrite.
        boolean read = child.isPresent() || policy.childFor(head.mediaType()).isPresent();
        Fields fields = forwarding.response(head, out, read);
        if (!keep) {
            fields.add("Connection", "close");
        } else if (request.version() == Version.HTTP_1_0) {
            fields.add("Connection", "keep-alive");
        }
        ClientBody body = new ClientBody(client, wire(fields), BodySink.of(out, client));
        source.beforeWaiting(this::flush);
        try {
            if (child.isPresent()) {
                new StackedBody(session, source, body).run(child.get(), head.mediaType(), length());
            } else {
                copy(body);
            }
        } catch (RefusedException refused) {
            if (!body.begun()) {
                throw refused;
            }
            return cutOff(client, refused.why());
        } catch (IOException failure) {
            IOException servers = source.failure();
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

    private void copy(ClientBody body) throws IOException {
        body.begin();
        for (ByteBuffer octets = source.next(); octets != null; octets = source.next()) {
            int count = octets.remaining();
            body.write(octets);
            source.consume(count);
        }
        body.end();
    }

    private void flush() {
        try {
            session.clientStream().flush();
        } catch (IOException gone) {
            // The next write says so again, and counts.
            LOG.debug("gone", session, "client left first", "why", gone.getMessage());
        }
    }

    /** RFC 9112 section 8: a response that is not whole must not look whole. */
    private boolean cutOff(Endpoint client, String why) {
        LOG.warning("cut-off", session, "response broke off; client connection reset", "why", why);
        session.master().note("response broke off: " + why);
        client.abort();
        return false;
    }

    private byte[] wire(Fields fields) {
        StringBuilder out =
                new StringBuilder(512)
                        .append("HTTP/1.1 ")
                        .append(head.status())
                        .append(' ')
                        .append(head.reason())
                        .append("\r\n");
        return fields.writeTo(out).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private long length() {
        return framing instanceof Framing.Length(long octets) ? octets : -1;
    }

    /** Reads what a child left over, within a bound; whether the response is wholly read then. */
    boolean drained(long most) throws IOException {
        long left = most;
        for (ByteBuffer octets = source.next(); octets != null; octets = source.next()) {
            left -= octets.remaining();
            if (left < 0) {
                return false;
            }
            source.consume(octets.remaining());
        }
        return true;
    }
}
