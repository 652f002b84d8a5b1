package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.auth.Identity;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.auth.LoginTable;
import org.stockade.engine.internal.auth.LoginTable.Scope;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Cache.By;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Those of suite core-cache whose times a look-up prolongs: keys are clients, values users. */
final class LoginAnswers {
    private static final Scope SCOPE = new Scope("people", "", Optional.empty());

    private LoginAnswers() {}

    static Map<String, Object> cache(JsonNode parameters, JsonNode operations)
            throws NotApplicable {
        Instant[] now = {Instant.EPOCH};
        LoginTable table = new LoginTable(() -> now[0]);
        Cache cache =
                new Cache(
                        Duration.ofSeconds(parameters.required("timeout").longValue()),
                        Duration.ofDays(1),
                        By.ADDRESS);
        List<@Nullable Object> lookups = new ArrayList<>();
        for (JsonNode each : operations) {
            switch (each.get(0).asText()) {
                case "store" -> {
                    InetAddress client = client(each.get(1));
                    if (each.get(2).isNull()) {
                        table.remove(client);
                    } else {
                        Identity user = new Identity(each.get(2).asText(), List.of());
                        table.put(client, SCOPE, user, "login", cache);
                    }
                }
                case "advance" -> now[0] = now[0].plusSeconds(each.get(1).longValue());
                case "lookup" ->
                        lookups.add(
                                table.use(client(each.get(1)), SCOPE, cache)
                                        .map(found -> Integer.valueOf(found.identity().user()))
                                        .orElse(null));
                default -> throw Json.unknown("operation", each.get(0));
            }
        }
        return Map.of("lookups", lookups);
    }

    /** {@code a} is 192.0.2.97. */
    private static InetAddress client(JsonNode key) {
        return SockAddr.literal("192.0.2." + (int) key.asText().charAt(0)).orElseThrow();
    }
}
