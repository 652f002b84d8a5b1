package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.access.SessionWork;
import org.stockade.chain.Chainer;
import org.stockade.chain.Router.Route;
import org.stockade.chain.Targets.State;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.route.ConnectChainer;
import org.stockade.engine.internal.route.FailoverChainerFactory;
import org.stockade.engine.internal.route.MultiTargetChainer;
import org.stockade.engine.internal.route.RoundRobinChainerFactory;
import org.stockade.engine.internal.route.TargetTable;
import org.stockade.itests.vectors.EngineChain.Asked;
import org.stockade.policy.internal.YamlPolicyParser;
import org.stockade.proxy.Settings;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Suite core-chainer, but for what translates addresses: that runs on the whole engine. */
final class ChainerAnswers {
    private static final SockAddr CLIENT = SockAddr.parse("192.0.2.10:40000");

    private ChainerAnswers() {}

    static Map<String, @Nullable Object> answer(JsonNode suite, JsonNode in) throws Exception {
        if (in.has("timeout_connect")) {
            return connectTimeout(in);
        }
        if (in.has("marked_at")) {
            return remembered(in);
        }
        if (in.has("parameter")) {
            Duration state = ((MultiTargetChainer) chainer(in)).timeoutState();
            return Map.of("timeout_state_ms", state.toMillis());
        }
        return in.has("dnat") || in.has("snat") ? NatAnswers.chain(in) : new Round(in).answer();
    }

    private static Map<String, @Nullable Object> connectTimeout(JsonNode in) throws Exception {
        if (!in.required("timeout_connect").isNull()) {
            throw new NotApplicable(
                    "a connection attempt always has a limit here: the service's connect");
        }
        String service =
                "router: { direct: [\"203.0.113.1:80\"] }, time-limits: { connect: %dms }"
                        .formatted(in.required("option").longValue());
        List<Asked> asked = EngineChain.of("", service, CLIENT).asked();
        return Map.of("connect_timeout_s", asked.getFirst().limit().toSeconds());
    }

    private static Map<String, @Nullable Object> remembered(JsonNode in) {
        long[] now = {in.required("marked_at").longValue()};
        TargetTable table = new TargetTable("web", () -> now[0] * 1_000_000);
        SockAddr host = SockAddr.parse("203.0.113.1:80");
        table.markDown(host, Duration.ofMillis(in.required("timeout_state").longValue()));
        now[0] = in.required("asked_at").longValue();
        return Map.of("host", table.state(host) == State.UP ? "up" : "down");
    }

    private static Chainer chainer(JsonNode in) throws Exception {
        return switch (in.required("chainer").asText()) {
            case "ConnectChainer" -> new ConnectChainer();
            // The base class of the prior art has no order of its own but this.
            case "MultiTargetChainer", "RoundRobinChainer" ->
                    new RoundRobinChainerFactory().configure(noSettings());
            case "FailoverChainer" -> new FailoverChainerFactory().configure(noSettings());
            default -> throw Json.unknown("chainer", in.required("chainer"));
        };
    }

    private static Settings noSettings() {
        String policy =
                "{ stockade: 1, listeners: { in: { bind: \"127.0.0.1:1\" } },"
                        + " services: { web: { proxy: it } } }";
        return new YamlPolicyParser()
                .parse("vector", policy)
                .services()
                .getFirst()
                .chainerWith()
                .open(
                        (proxy, with, hold, errors) -> {
                            throw new IllegalStateException("a chainer has no child");
                        });
    }

    /** One attempt to get a server, as the suite describes it. */
    private static final class Round {
        private final JsonNode in;
        private final Chainer chainer;
        private final Servers servers;
        private final List<SockAddr> targets;

        Round(JsonNode in) throws Exception {
            this.in = in;
            this.chainer = chainer(in);
            this.targets = Json.list(in.path("targets"), Round::address);
            this.servers =
                    new Servers(Json.list(in.path("up"), Round::address), Duration.ofSeconds(30));
            for (int turn = in.path("connection_count").intValue(); turn > 0; turn--) {
                servers.table.nextTurn();
            }
            in.path("down_table")
                    .forEach(each -> servers.table.markDown(address(each), Duration.ofMinutes(1)));
        }

        Map<String, @Nullable Object> answer() throws Exception {
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            SockAddr reached = servers.run(chainer, targets);
            answer.put("result", reached == null ? null : name(reached));
            boolean told = !in.path("up").isEmpty() || !in.has("down_table");
            if (!targets.isEmpty() && told) {
                answer.put("tried", servers.tried.stream().map(Round::name).toList());
            }
            if (in.has("down_table")) {
                answer.put("down_after", down());
            }
            return answer;
        }

        private Object down() throws Exception {
            List<String> down =
                    targets.stream()
                            .filter(each -> servers.table.state(each) == State.DOWN)
                            .map(Round::name)
                            .toList();
            if (!in.path("up").isEmpty()) {
                return down;
            }
            int before = servers.tried.size();
            servers.run(chainer, targets);
            boolean ended = servers.tried.size() - before <= 2 * targets.size();
            boolean anew = servers.tried.size() > before;
            return (down.isEmpty() || down.size() == targets.size()) && ended && anew
                    ? "all or none; a later attempt must start a new round and must end"
                    : down;
        }

        /** {@code T0} and so on. */
        private static SockAddr address(JsonNode name) {
            int number = Integer.parseInt(name.textValue().substring(1));
            return SockAddr.of("203.0.113." + (number + 1), 80);
        }

        private static String name(SockAddr address) {
            return "T" + (address.address().getAddress()[3] - 1);
        }
    }

    /** Servers of which some are up. */
    private static final class Servers {
        final List<SockAddr> tried = new ArrayList<>();
        final TargetTable table = new TargetTable("web", () -> 0);
        private final List<SockAddr> up;
        private final Duration connect;

        Servers(List<SockAddr> up, Duration connect) {
            this.up = up;
            this.connect = connect;
        }

        /** The server that was reached; {@code null}: none. */
        @Nullable SockAddr run(Chainer chainer, List<SockAddr> targets) throws Exception {
            MasterSession master = new MasterSession(new VectorAccess(List.of(), this::work));
            StackedSession session = new StackedSession(master, chainer);
            session.setRoute(new Route(targets, Optional.empty(), false, false, false));
            try {
                return chainer.chainParent(session).remote();
            } catch (ConnectFailedException none) {
                return null;
            }
        }

        private SessionWork work(StackedSession session) {
            return Fakes.of(
                    SessionWork.class,
                    (method, arguments) ->
                            switch (method) {
                                case "dial" -> dial((SockAddr) arguments[1]);
                                case "targets" -> table;
                                case "limit" -> connect;
                                default -> throw new UnsupportedOperationException(method);
                            });
        }

        private Endpoint dial(SockAddr to) throws ConnectFailedException {
            tried.add(to);
            if (!up.contains(to)) {
                throw new ConnectFailedException("server " + to + " refused the connection", false);
            }
            return Fakes.of(Endpoint.class, (method, arguments) -> to);
        }
    }

    /** Interfaces of which a test needs a method or two. */
    private static final class Fakes {
        interface Calls {
            Object call(String method, Object[] arguments) throws Exception;
        }

        static <T> T of(Class<T> type, Calls calls) {
            return type.cast(
                    Proxy.newProxyInstance(
                            type.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, arguments) -> calls.call(method.getName(), arguments)));
        }
    }
}
