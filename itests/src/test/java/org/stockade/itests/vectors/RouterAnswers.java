package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stockade.chain.Router;
import org.stockade.chain.Router.Route;
import org.stockade.engine.internal.route.DirectRouter;
import org.stockade.engine.internal.route.ForgePort;
import org.stockade.engine.internal.route.Forging;
import org.stockade.engine.internal.route.InbandRouter;
import org.stockade.engine.internal.route.TransparentRouter;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.StackedSession;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Suite core-router. */
final class RouterAnswers {
    private RouterAnswers() {}

    static Map<String, @Nullable Object> answer(JsonNode suite, JsonNode in) throws NotApplicable {
        String wanted = in.required("forge_port").asText().toLowerCase(Locale.ROOT);
        ForgePort port;
        try {
            port = ForgePort.parse(wanted);
        } catch (IllegalArgumentException refused) {
            return Map.of("error", true);
        }
        Forging forging =
                new Forging(
                        in.required("forge_addr").booleanValue(),
                        in.required("snat_policy").booleanValue(),
                        port);
        boolean overridable = in.required("overrideable").booleanValue();
        Router router =
                switch (in.required("router").asText()) {
                    case "TransparentRouter" ->
                            new TransparentRouter(
                                    forging, in.required("forced_port").intValue(), overridable);
                    case "DirectedRouter" ->
                            new DirectRouter(
                                    forging,
                                    Json.list(in.required("dest_addr"), Json::address),
                                    overridable);
                    case "InbandRouter" -> new InbandRouter(forging);
                    default -> throw Json.unknown("router", in.required("router"));
                };
        MasterSession master = new MasterSession(new VectorAccess(List.of()));
        master.publish(AbstractSession.CLIENT_ADDRESS, Json.address(in.required("client_address")));
        master.publish(AbstractSession.CLIENT_LOCAL, Json.address(in.required("client_local")));
        return describe(router.route(new StackedSession(master)));
    }

    private static Map<String, @Nullable Object> describe(Route route) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("target", route.targets().stream().map(Json::pair).toList());
        answer.put("target_local", route.local().map(Json::pair).orElse(null));
        answer.put("loose", route.loose());
        answer.put("random", route.random());
        answer.put("inband", route.inband());
        return answer;
    }
}
