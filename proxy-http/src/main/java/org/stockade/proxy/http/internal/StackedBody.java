package org.stockade.proxy.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.stockade.endpoint.ByteSink;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.Child;
import org.stockade.session.Outcome;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;

/** A response body on its way through a child. What the child writes is the new body. */
final class StackedBody {
    private final StackedSession session;
    private final BodySource source;
    private final ClientBody out;

    StackedBody(StackedSession session, BodySource source, ClientBody out) {
        this.session = session;
        this.source = source;
        this.out = out;
    }

    /**
     * Runs the child and does what it decides.
     *
     * @throws RefusedException unless it accepts; the caller knows what of the response went out
     */
    void run(Child child, String mediaType, long length) throws IOException {
        Endpoint toClient = session.endpoint(into -> -1, out);
        Endpoint fromServer = session.endpoint(source, new NothingToServer());
        Verdict verdict =
                session.stack(
                        child,
                        new Payload.OneWay(
                                toClient, fromServer, false, mediaType, length, child.hold()));
        IOException broken = source.failure();
        // A child that was ended from outside has left the body in the middle of a wait.
        if (broken != null && !(verdict instanceof Verdict.Failed)) {
            throw broken;
        }
        switch (verdict) {
            case Verdict.Accept() -> out.end();
            case Verdict.Reject(String reply) -> throw refused(403, reply, reply);
            case Verdict.Drop(String why) ->
                    throw refused(403, "The content was removed by the firewall.", why);
            case Verdict.Failed(String why) ->
                    throw refused(502, "The content could not be checked.", why);
            case Verdict.Abort(String why) -> {
                session.end(Outcome.ABORTED_BY_POLICY_ACTION, why);
                session.clientStream().abort();
                throw new ClientLostException(new IOException(why));
            }
        }
    }

    private static RefusedException refused(int status, String told, String why) {
        return new RefusedException(RefusedException.Reason.REFUSED, status, told, why);
    }

    /** A response goes one way: a child has nothing to say to the server. */
    private static final class NothingToServer implements ByteSink {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            throw new IOException("a child of a response body cannot write to the server");
        }

        @Override
        public void end() {}
    }
}
