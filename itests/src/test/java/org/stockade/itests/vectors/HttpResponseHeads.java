package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stockade.endpoint.Endpoint;
import org.stockade.testkit.vectors.CaseResult;
import org.stockade.testkit.vectors.VectorSuite;

/** Suite http-response-head: what a server answers, and what the client gets of it. */
record HttpResponseHeads(String name) implements VectorSuite {
    @Override
    public CaseResult run(JsonNode suite, JsonNode vector) throws Exception {
        JsonNode options = vector.path("options");
        String method = options.path("request_method").asText("GET");
        try (HttpStage stage = new HttpStage(false, options)) {
            HttpStage.send(stage.client(), method + " / HTTP/1.1\r\nHost: h.example\r\n\r\n");
            Endpoint server = stage.server();
            HttpStage.head(server);
            HttpStage.send(server, vector.required("in").textValue());
            HttpMessage head = HttpMessage.parse(HttpStage.head(stage.client()));
            JsonNode expect = vector.required("expect");
            return CaseResult.compare(
                    expect,
                    expect.required("action").textValue().equals("reject")
                            ? refused(head, server)
                            : passed(head, method, expect, stage));
        }
    }

    private static Map<String, Object> refused(HttpMessage page, Endpoint server)
            throws IOException {
        return Map.of(
                "action",
                page.field("Content-Security-Policy").isPresent() ? "reject" : "forward",
                "status",
                page.status(),
                "server_close",
                HttpStage.isClosed(server));
    }

    private static Map<String, Object> passed(
            HttpMessage head, String method, JsonNode expect, HttpStage stage) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("action", head.status() == 502 ? "reject" : "forward");
        boolean bodiless = method.equals("HEAD") || head.status() == 304;
        String framing = bodiless ? "none" : head.framing("close");
        if (framing.equals("close") && !HttpStage.isClosed(stage.client())) {
            framing = "none";
        }
        answer.put("client_framing", framing);
        answer.put("client_absent", head.absent(expect.path("client_absent")));
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : expect.path("client_has").properties()) {
            fields.put(field.getKey(), head.field(field.getKey()).orElse("absent"));
        }
        answer.put("client_has", fields);
        return answer;
    }
}
