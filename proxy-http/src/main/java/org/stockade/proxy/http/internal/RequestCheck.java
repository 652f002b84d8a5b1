package org.stockade.proxy.http.internal;

import org.jspecify.annotations.Nullable;

/** Judges a request head: first whether it has one meaning, then whether the policy permits it. */
final class RequestCheck {
    private static final Authority UNKNOWN = new Authority("unknown", 0);

    private final HttpPolicy policy;
    private final boolean inband;
    private final Authorities authorities;

    /**
     * @param inband whether the client names the server: a forward proxy
     */
    RequestCheck(HttpPolicy policy, boolean inband) {
        this.policy = policy;
        this.inband = inband;
        authorities = new Authorities(policy.longestHost());
    }

    /**
     * The request, if it may go on.
     *
     * @throws RefusedException if it is malformed, or the policy refuses it
     */
    Request check(RequestHead head) throws RefusedException {
        Request request;
        try {
            Target target = target(head);
            Framing framing = Framing.of(head, policy.permitsRepeatedLength());
            checkLength(framing);
            checkMaxForwards(head);
            request = new Request(head, target, framing, expects(head, framing));
        } catch (MalformedMessageException malformed) {
            throw RefusedException.request(malformed);
        }
        checkForm(request.target());
        checkMethod(head.method());
        checkPort(request.target());
        return request;
    }

    private Target target(RequestHead head) throws MalformedMessageException {
        Target target = Target.parse(head.method(), head.target(), authorities);
        Authority host = host(head.fields(), head.version());
        return switch (target.form()) {
            case AUTHORITY -> target;
            case ABSOLUTE -> {
                if (policy.strictHostMatch()
                        && host != null
                        && !sameServer(host, target.authority())) {
                    throw new MalformedMessageException(
                            400,
                            "Host is "
                                    + host
                                    + " and the URL names "
                                    + target.authority()
                                    + "; strict-host-match wants them equal");
                }
                yield target;
            }
            case ORIGIN, ASTERISK -> {
                if (host == null && policy.requiresHost()) {
                    throw new MalformedMessageException(400, "the Host field is missing");
                }
                yield target.at(host == null ? UNKNOWN : host);
            }
        };
    }

    private @Nullable Authority host(Fields fields, Version version)
            throws MalformedMessageException {
        int line = fields.indexOf(FieldName.HOST, 0);
        if (line < 0) {
            if (version == Version.HTTP_1_1) {
                throw new MalformedMessageException(400, "the Host field is missing");
            }
            return null;
        }
        if (fields.indexOf(FieldName.HOST, line + 1) >= 0) {
            throw new MalformedMessageException(400, "more than one Host field");
        }
        return authorities.parse(fields.octets(), fields.valueFrom(line), fields.valueTo(line));
    }

    private static boolean sameServer(Authority one, Authority other) {
        return one.host().equals(other.host()) && one.portOr(80) == other.portOr(80);
    }

    private void checkLength(Framing framing) throws MalformedMessageException {
        if (framing instanceof Framing.Length(long octets)
                && policy.longestBody() > 0
                && octets > policy.longestBody()) {
            throw new MalformedMessageException(
                    413,
                    "the body has "
                            + octets
                            + " octets; max-body-length is "
                            + policy.longestBody());
        }
    }

    private static void checkMaxForwards(RequestHead head) throws MalformedMessageException {
        if (!Request.limitsItsWay(head)) {
            return;
        }
        String count = head.fields().first(FieldName.MAX_FORWARDS).orElse("0");
        if (head.fields().count(FieldName.MAX_FORWARDS) > 1
                || count.isEmpty()
                || count.length() > 9
                || !count.chars().allMatch(Octets::isDigit)) {
            throw new MalformedMessageException(400, "Max-Forwards is not one number");
        }
    }

    private static boolean expects(RequestHead head, Framing framing)
            throws MalformedMessageException {
        if (!head.fields().has(FieldName.EXPECT)) {
            return false;
        }
        for (String expectation : head.fields().members(FieldName.EXPECT)) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new MalformedMessageException(417, "an expectation other than 100-continue");
            }
        }
        // RFC 9110 section 10.1.1: a server ignores it from a client of 1.0, and without a body it
        // says nothing.
        boolean bodyless = framing instanceof Framing.None || framing.equals(new Framing.Length(0));
        return head.version() == Version.HTTP_1_1 && !bodyless;
    }

    private void checkForm(Target target) throws RefusedException {
        switch (target.form()) {
            case AUTHORITY -> {
                if (!inband) {
                    throw RefusedException.byPolicy("CONNECT is not permitted here");
                }
            }
            case ABSOLUTE -> {
                if (!policy.permitsAbsoluteForm(inband)) {
                    throw RefusedException.byPolicy(
                            "Requests for a proxy are not permitted here: the request names a whole URL");
                }
            }
            case ORIGIN, ASTERISK -> {
                if (!policy.permitsOriginForm(inband)) {
                    String why =
                            "This is a proxy: a request names a whole URL, as programs do that are set up to use one";
                    throw new RefusedException(
                            RefusedException.Reason.VIOLATION, inband ? 400 : 403, why, why);
                }
            }
        }
    }

    private void checkMethod(String method) throws RefusedException {
        if (policy.verdict(method) != RequestVerdict.ACCEPT) {
            throw RefusedException.byPolicy("Method " + method + " is denied by policy");
        }
    }

    private void checkPort(Target target) throws RefusedException {
        if (!inband) {
            return;
        }
        boolean tunnel = target.form() == Target.Form.AUTHORITY;
        Ports permitted = tunnel ? policy.connectPorts() : policy.ports();
        int port = target.authority().portOr(80);
        if (!permitted.contains(port)) {
            throw RefusedException.byPolicy(
                    (tunnel ? "CONNECT to port " : "Port ") + port + " is not permitted");
        }
    }
}
