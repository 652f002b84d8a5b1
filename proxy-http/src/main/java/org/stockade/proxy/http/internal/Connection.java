package org.stockade.proxy.http.internal;

import org.stockade.endpoint.Endpoint;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession;

/**
 * What all exchanges of one client connection share. Made once, so that a request costs little more
 * than its octets.
 *
 * @param requests reads the heads that come from the client
 * @param responses reads the heads that come from the server
 * @param out where a head is put together before it goes out, one at a time
 */
record Connection(
        StackedSession session,
        HttpPolicy policy,
        RequestCheck check,
        ServerLink link,
        Forwarding forwarding,
        HeadReader requests,
        HeadReader responses,
        HeadWriter out,
        ResponseClock clock,
        Patience patience,
        HttpAttributes attributes) {
    private static final EventLog LOG = EventLog.of("http");

    static Connection of(StackedSession session, HttpPolicy policy) {
        HttpAttributes attributes = new HttpAttributes();
        session.publishAll(attributes);
        return new Connection(
                session,
                policy,
                new RequestCheck(policy, session.route().inband()),
                new ServerLink(session),
                new Forwarding(policy.via(), option -> warn(session, option)),
                HeadReader.requests(policy.headLimits()),
                HeadReader.responses(policy.headLimits()),
                new HeadWriter(),
                new ResponseClock(session.limit("response")),
                Patience.of(session.limit("head"), session.limit("idle")),
                attributes);
    }

    private static void warn(StackedSession session, FieldName option) {
        LOG.info(
                "protected-option",
                session,
                "Connection names a field that it cannot remove",
                "field",
                option);
    }

    /** The client is silent: what it does not need meanwhile others may have. */
    void rest() {
        link.rest();
        requests.rest();
        responses.rest();
        out.rest();
    }

    Endpoint client() {
        return session.clientStream();
    }
}
