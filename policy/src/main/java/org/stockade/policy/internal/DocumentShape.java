package org.stockade.policy.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.endpoint.PortRange;
import org.stockade.policy.Admission;
import org.stockade.policy.Bind;
import org.stockade.policy.CanaryPolicy;
import org.stockade.policy.GenerationLimits;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.policy.Policy.TransportChoice;
import org.stockade.policy.RulePolicy.Denial;
import org.stockade.proxy.Setting;
import org.stockade.session.Subnet;

/** The document as it is written; the schema is generated from this. */
record DocumentShape(
        @Setting(value = "The version of this grammar.", min = 1, max = 1) int stockade,
        @Setting("The firewall's name in session ids; default: the host's name.")
                Optional<Name> name,
        @Setting(
                        value =
                                "What moves the bytes: auto (the fastest that works here) or portable;"
                                        + " chosen once, at the start.",
                        def = "auto")
                TransportChoice transport,
        @Setting("How long sessions may go on after what they run was replaced.")
                Optional<At<Generations>> generations,
        @Setting("Which bundles may bring code in; absent: any.")
                Optional<At<Deployment>> deployment,
        @Setting(
                        "What a proxy may use before its bundle is contained, by the name of the proxy;"
                                + " \"*\": any other.")
                Map<ProxyKey, Budget> budgets,
        @Setting("Named sets of subnets; the most specific subnet of an address decides.")
                Map<Name, At<Zone>> zones,
        @Setting(
                        "How addresses of server connections are translated: general, static, random,"
                                + " one-to-one, hash, nat64 or nat46.")
                Map<Name, Choice> nat,
        @Setting("How host names that a protocol names become addresses: system, static or dns.")
                Map<Name, Choice> resolvers,
        @Setting(
                        "What texts match: hosts, regexp, regexp-files, dns, windows-update, combine, or"
                                + " a kind that a bundle brings.")
                Map<Name, Choice> matchers,
        @Setting("Who judges credentials: file, ldap or another authenticator.")
                Map<Name, Choice> authenticators,
        @Setting("Who is taken to be at addresses of clients.")
                List<At<AuthShape.KnownAddress>> knownAddresses,
        @Setting("Where connections are accepted; at least one.") Map<Name, At<Listener>> listeners,
        @Setting("What is done with a connection.") Map<Name, At<Service>> services,
        @Setting(
                        "Which connection gets which service; the best match decides, no match is refused.")
                List<At<Rule>> rules) {
    /** Every type of the document that is not a standard one. */
    static final Map<Class<?>, Leaf> LEAVES =
            RuleLeaves.and(
                    Name.class, Name.LEAF,
                    ProxyKey.class, ProxyKey.LEAF,
                    Count.class, Count.LEAF,
                    Bytes.class, Bytes.LEAF,
                    Share.class, Share.LEAF,
                    Percent.class, Percent.LEAF,
                    Choice.class, Choice.LEAF,
                    Limit.class, Limit.LEAF,
                    Protocol.class, Protocol.LEAF,
                    Raw.class, Raw.LEAF);

    private static final long MONTH = 30L * 86_400_000;

    record Generations(
            @Setting(
                            value =
                                    "So long after its generation was replaced a session is asked to"
                                            + " finish; or none.",
                            def = "1h",
                            min = 1,
                            max = MONTH)
                    Limit softLimit,
            @Setting(
                            value =
                                    "So long after its generation was replaced a session is ended; or"
                                            + " none.",
                            def = "24h",
                            min = 1,
                            max = MONTH)
                    Limit hardLimit,
            @Setting(
                            value =
                                    "Old generations that live at once; of one more the oldest is asked"
                                            + " to finish at once and ended 30 s later.",
                            def = "50",
                            min = 1,
                            max = 1000)
                    int maxOld,
            @Setting(
                            "Tries a new version of a proxy bundle on a share of new sessions first;"
                                    + " absent: it serves all of them at once.")
                    Optional<Canary> canary) {
        GenerationLimits limits() {
            return new GenerationLimits(
                    softLimit.duration(), hardLimit.duration(), maxOld, canary.map(Canary::policy));
        }
    }

    record Canary(
            @Setting(
                            value = "Of the new sessions that use what has changed, in percent.",
                            def = "10%",
                            min = 1,
                            max = 50,
                            shorthand = true)
                    Percent share,
            @Setting(value = "It is tried for at least so long.", def = "5m", min = 1, max = MONTH)
                    Duration for_,
            @Setting(
                            value = "And until so many of its sessions have ended.",
                            def = "100",
                            min = 1,
                            max = 1_000_000)
                    int sessions,
            @Setting(
                            value =
                                    "What has not been shown to be as good as the old version by then"
                                            + " is withdrawn.",
                            def = "1d",
                            min = 1,
                            max = MONTH)
                    Duration atMost) {
        Canary {
            if (atMost.compareTo(for_) < 0) {
                throw new IllegalArgumentException(
                        "canary at-most "
                                + Leaves.written(atMost.toMillis())
                                + " is shorter than its for "
                                + Leaves.written(for_.toMillis())
                                + "; use the same or more");
            }
        }

        CanaryPolicy policy() {
            return new CanaryPolicy(share.value(), for_, sessions, atMost);
        }
    }

    record Deployment(
            @Setting(
                            value =
                                    "Whether a bundle must be signed by one of the trusted; what came"
                                            + " with the distribution need not.",
                            def = "false")
                    At<Boolean> requireSigned,
            @Setting(
                            "PEM files of certificates, 1 to 64; relative paths begin in the policy's"
                                    + " folder.")
                    List<At<String>> trusted) {}

    record Budget(
            @Setting(
                            value =
                                    "Sessions at once, one a child; one more is refused. Or none; absent:"
                                            + " as \"*\", else none.",
                            min = 1,
                            max = 1_000_000)
                    Optional<Count> sessions,
            @Setting(
                            value =
                                    "Bytes in buffers and spools of its sessions; above it new ones are"
                                            + " refused. Or none; absent: as \"*\", else none.",
                            min = 64 << 10,
                            max = 1L << 40)
                    Optional<Bytes> buffered,
            @Setting(
                            value =
                                    "Share of the time of all event loops, the mean of ten seconds. Or"
                                            + " none; absent: as \"*\", else none.",
                            min = 1,
                            max = 100)
                    Optional<Share> cpu,
            @Setting(
                            value =
                                    "Faults of its code within a minute. Or none; absent: as \"*\", else"
                                            + " 100.",
                            min = 1,
                            max = 1_000_000)
                    Optional<Count> errorsPerMinute) {}

    record Zone(
            @Setting("The zone above: this one may do what that one may.")
                    Optional<At<String>> parent,
            @Setting("Its subnets, 10.0.0.0/8 or fd00::/8; none for a zone that is only a parent.")
                    List<At<Subnet>> subnets,
            @Setting(
                            "Names of hosts whose addresses belong to it, as they resolve at the"
                                    + " moment; in all zones and rules 1000 at most.")
                    List<At<HostName>> hosts,
            @Setting(
                            "Name of what resolves its hosts, whose answers then say how long they"
                                    + " hold; absent: the system.")
                    Optional<At<String>> resolver,
            @Setting("Services that its clients may use, \"*\" for any; absent: as the rules say.")
                    Optional<List<At<String>>> outboundServices,
            @Setting(
                            "Services whose servers may be here, \"*\" for any; absent: as the rules"
                                    + " say.")
                    Optional<List<At<String>>> inboundServices,
            @Setting(
                            value =
                                    "Whether the zones above are not asked which services are"
                                            + " permitted.",
                            def = "false")
                    boolean umbrella) {}

    record Listener(
            @Setting(
                            "Addresses and ports, 192.0.2.1:80 or [2001:db8::1]:80; for datagrams"
                                    + " udp:192.0.2.1:53; port 0: any free one.")
                    At<List<At<Bind>>> bind,
            @Setting(
                            value = "Open connections at once; one more is closed unread.",
                            def = "10000",
                            min = 1,
                            max = 1_000_000)
                    int maxConnections,
            @Setting(
                            value =
                                    "Likewise of one source, an IPv4 address or an IPv6 network of"
                                            + " 64 bits; 0: 1000 for datagrams, for connections as"
                                            + " many as there may be.",
                            def = "0",
                            max = 1_000_000)
                    int maxConnectionsPerSource,
            @Setting(
                            value =
                                    "Whether every connection begins with a PROXY protocol header;"
                                            + " not supported by this version.",
                            def = "false")
                    At<Boolean> proxyProtocol,
            @Setting(
                            value =
                                    "How the original destination is found: redirect or tproxy, as"
                                            + " the packet filter's rules have it; needs the loops"
                                            + " transport.",
                            def = "false")
                    At<Transparency> transparent) {}

    record Service(
            @Setting("The name of the proxy that speaks the protocol.") Name proxy,
            @Setting("The proxy's own settings, checked by the proxy.") Optional<Raw> with,
            @Setting(
                            value =
                                    "Where to: transparent, inband, { direct: [ADDRESS:PORT] } or another"
                                            + " router.",
                            def = "transparent")
                    Choice router,
            @Setting(
                            value =
                                    "How the server side is opened: connect, failover, round-robin, weighted,"
                                            + " least-connections or another chainer.",
                            def = "connect")
                    Choice chainer,
            @Setting("The NAT policy for our address towards the server; absent: none.")
                    Optional<At<String>> snat,
            @Setting("The NAT policy for the server's address; absent: none.")
                    Optional<At<String>> dnat,
            @Setting("What resolves the host names of its protocol; absent: the system.")
                    Optional<At<String>> resolver,
            @Setting("How it learns who its clients are; absent: it does not ask.")
                    Optional<At<AuthShape.Authentication>> authentication,
            @Setting("Which clients it lets in, all of it must hold; absent: any.")
                    Optional<At<AuthShape.Authorization>> authorization,
            @Setting("Zones its server connections may go to; absent: anywhere.")
                    Optional<List<At<String>>> toZones,
            @Setting(value = "Sessions at once; 0: no limit.", def = "0", max = Integer.MAX_VALUE)
                    int maxSessions,
            @Setting("How many sessions begin in a second; absent: no limit.")
                    Optional<SessionRate> sessionRate,
            @Setting(
                            value =
                                    "Sessions at once of one IPv4 address or one IPv6 /64; 0: no"
                                            + " limit.",
                            def = "0",
                            max = 1_000_000)
                    int maxSessionsPerSource,
            @Setting("Its sessions are refused, and told this where the protocol can.")
                    Optional<At<String>> maintenance,
            @Setting("Time limits; absent: the proxy's own, else the product's.")
                    Optional<TimeLimits> timeLimits) {}

    record SessionRate(
            @Setting(value = "Sessions in a second, in the long run.", min = 1, max = 1_000_000)
                    int perSecond,
            @Setting(
                            value = "Sessions at once after a pause; absent: as per-second.",
                            min = 1,
                            max = 1_000_000)
                    Optional<Integer> burst) {
        Admission.SessionRate rate() {
            return new Admission.SessionRate(perSecond, burst.orElse(perSecond));
        }
    }

    record TimeLimits(
            @Setting(value = "Opening a server connection.", min = 1, max = MONTH)
                    Optional<Duration> connect,
            @Setting(value = "A TLS handshake.", min = 1, max = MONTH) Optional<Duration> handshake,
            @Setting(value = "Reading a whole request head.", min = 1, max = MONTH)
                    Optional<Duration> head,
            @Setting(value = "Waiting for a response to begin.", min = 1, max = MONTH)
                    Optional<Duration> response,
            @Setting(value = "No byte on any connection of the session.", min = 1, max = MONTH)
                    Optional<Limit> idle,
            @Setting(value = "The whole session.", min = 1, max = MONTH) Optional<Limit> total) {
        Map<String, Duration> byName() {
            Map<String, Duration> limits = new LinkedHashMap<>();
            connect.ifPresent(limit -> limits.put("connect", limit));
            handshake.ifPresent(limit -> limits.put("handshake", limit));
            head.ifPresent(limit -> limits.put("head", limit));
            response.ifPresent(limit -> limits.put("response", limit));
            idle.ifPresent(limit -> limits.put("idle", limit.duration()));
            total.ifPresent(limit -> limits.put("total", limit.duration()));
            return limits;
        }
    }

    record Rule(
            @Setting(
                            value = "A number of its own; absent: the smallest unused.",
                            min = 1,
                            max = Integer.MAX_VALUE)
                    Optional<At<Integer>> id,
            @Setting("Listeners.") List<At<String>> listener,
            @Setting("Zones of the client, or zones above it.") List<At<String>> fromZone,
            @Setting("Zones of the original destination, or zones above it.")
                    List<At<String>> toZone,
            @Setting("Subnets of the client.") List<Subnet> fromSubnet,
            @Setting("Subnets of the original destination.") List<At<Subnet>> toSubnet,
            @Setting("Ports of the client, 80 or 2000-2100.") List<PortRange> fromPort,
            @Setting("Ports of the original destination, 80 or 2000-2100.")
                    List<At<PortRange>> toPort,
            @Setting("Interfaces the connection came in by.") List<String> fromInterface,
            @Setting("Interfaces that have the address connected to.") List<String> toInterface,
            @Setting(value = "Groups of the interface it came in by.", max = Integer.MAX_VALUE)
                    List<Integer> fromInterfaceGroup,
            @Setting(
                            value = "Groups of the interface that has the address connected to.",
                            max = Integer.MAX_VALUE)
                    List<Integer> toInterfaceGroup,
            @Setting("tcp, udp or IP protocol numbers.") List<Protocol> protocol,
            @Setting(
                            "Names of hosts that the original destination is an address of;"
                                    + " matcher:NAME for a matcher that accepts that address, or"
                                    + " the name of a host of the policy that has it.")
                    List<At<TargetHost>> toHost,
            @Setting(
                            "What the client's first bytes are: http, ssh, tls, or tls:NAME for a"
                                    + " server's name in its TLS hello; tls:matcher:NAME for one"
                                    + " that a matcher accepts.")
                    List<At<DetectedName>> detect,
            @Setting("Users, as an earlier stage has authenticated them.")
                    List<At<AccountName>> user,
            @Setting("Groups of users, as an earlier stage has authenticated them.")
                    List<At<AccountName>> group,
            @Setting(
                            "Times of the week at which it holds; decided when a connection is"
                                    + " accepted.")
                    List<At<TimeShape>> time,
            @Setting("The service of such connections.") Optional<At<String>> service,
            @Setting("Refuses them: closed in order (true), unanswered (drop), reset.")
                    Optional<At<Denial>> deny) {}
}
