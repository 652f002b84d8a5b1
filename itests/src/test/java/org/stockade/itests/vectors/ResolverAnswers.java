package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.minidns.record.CNAME;
import org.minidns.record.Record;
import org.minidns.record.Record.TYPE;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.resolve.DnsAnswer;
import org.stockade.engine.internal.resolve.DnsLookup;
import org.stockade.engine.internal.resolve.DnsLookup.Family;
import org.stockade.engine.internal.resolve.TimedCache;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Suites core-resolver and core-cache. */
final class ResolverAnswers {
    private ResolverAnswers() {}

    static Map<String, Object> resolve(JsonNode suite, JsonNode in) throws Exception {
        DnsAnswer answer =
                new DnsLookup(
                                (question, limit) -> answer(in.required("records"), question),
                                System::nanoTime)
                        .of(in.required("name").asText(), Family.ANY, Duration.ofSeconds(5));
        Map<String, Object> said = new LinkedHashMap<>();
        if (answer.failed()) {
            said.put("failed", true);
            said.put("retry_after", DnsLookup.NEGATIVE.toSeconds());
            return said;
        }
        said.put("lifetime", answer.lifetime().toSeconds());
        said.put("v4", answer.v4().stream().map(each -> new SockAddr(each, 0).ip()).toList());
        said.put("v6", answer.v6().stream().map(each -> new SockAddr(each, 0).ip()).toList());
        return said;
    }

    private static DnsMessage answer(JsonNode records, Question question) {
        JsonNode of = records.path(question.name.toString());
        DnsMessage.Builder answer =
                DnsMessage.builder()
                        .setQrFlag(true)
                        .setQuestion(question)
                        .setResponseCode(
                                of.isMissingNode()
                                        ? RESPONSE_CODE.NX_DOMAIN
                                        : RESPONSE_CODE.NO_ERROR);
        JsonNode alias = of.path("CNAME");
        if (!alias.isMissingNode()) {
            answer.addAnswer(
                    new Record<>(
                            question.name,
                            TYPE.CNAME,
                            Record.CLASS.IN.getValue(),
                            alias.get(1).longValue(),
                            new CNAME(alias.get(0).asText())));
        }
        return answer.build();
    }

    static Map<String, Object> cache(JsonNode suite, JsonNode in) throws Exception {
        JsonNode parameters = in.required("parameters");
        if (!in.required("cache").asText().equals("timed")) {
            throw new NotApplicable("there is no shift cache here: what it kept is computed anew");
        }
        if (parameters.required("update_stamp").booleanValue()) {
            return LoginAnswers.cache(parameters, in.required("operations"));
        }
        long[] seconds = {0};
        TimedCache<String, Integer> cache =
                new TimedCache<>(10, () -> Duration.ofSeconds(seconds[0]).toNanos());
        Duration lifetime = Duration.ofSeconds(parameters.required("timeout").longValue());
        List<@Nullable Object> lookups = new ArrayList<>();
        for (JsonNode each : in.required("operations")) {
            switch (each.get(0).asText()) {
                case "store" -> {
                    if (each.get(2).isNull()) {
                        cache.remove(each.get(1).asText());
                    } else {
                        cache.put(each.get(1).asText(), each.get(2).intValue(), lifetime);
                    }
                }
                case "advance" -> seconds[0] += each.get(1).longValue();
                case "lookup" -> lookups.add(cache.get(each.get(1).asText()).orElse(null));
                default -> throw Json.unknown("operation", each.get(0));
            }
        }
        return Map.of("lookups", lookups);
    }
}
