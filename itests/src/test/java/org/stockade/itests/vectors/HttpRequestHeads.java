package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stockade.endpoint.Endpoint;
import org.stockade.testkit.vectors.CaseResult;
import org.stockade.testkit.vectors.VectorSuite;

/** Suites http-request-head and http-connect: what a client sends, and what becomes of it. */
record HttpRequestHeads(String name, boolean forward) implements VectorSuite {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @Override
    public CaseResult run(JsonNode suite, JsonNode vector) throws Exception {
        JsonNode options = vector.path("options");
        if (options.has("parent_proxy")) {
            return new CaseResult.Skipped("parent proxies are not built yet");
        }
        boolean named = !options.path("transparent_mode").asBoolean(!forward);
        try (HttpStage stage = new HttpStage(named, options)) {
            HttpStage.send(stage.client(), vector.required("in").textValue());
            JsonNode expect = vector.required("expect");
            return CaseResult.compare(
                    expect,
                    switch (expect.required("action").textValue()) {
                        case "forward" -> forwarded(stage, expect);
                        case "tunnel" -> tunnel(stage, expect);
                        default -> refused(stage);
                    });
        }
    }

    private static Map<String, Object> refused(HttpStage stage) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        HttpMessage page = HttpMessage.parse(HttpStage.head(stage.client()));
        answer.put("close", HttpStage.isClosed(stage.client()));
        answer.put("status", page.status());
        answer.put("action", stage.reached() ? "forward" : "reject");
        return answer;
    }

    private static Map<String, Object> forwarded(HttpStage stage, JsonNode expect)
            throws IOException, InterruptedException {
        Map<String, Object> answer = new LinkedHashMap<>();
        Endpoint server = stage.server();
        String head = HttpStage.head(server);
        HttpMessage request = HttpMessage.parse(head);
        String wanted = expect.path("upstream").asText("");
        answer.put(
                "upstream",
                !wanted.isEmpty() && request.holds(HttpMessage.parse(wanted)) ? wanted : head);
        answer.put("upstream_absent", request.absent(expect.path("upstream_absent")));
        answer.put("framing", request.framing("none"));
        switch (request.framing("none")) {
            case "none" -> {}
            case "chunked" -> HttpStage.head(server);
            case String length -> HttpStage.octets(server, Integer.parseInt(length.substring(7)));
        }
        HttpStage.send(server, ANSWER);
        int status = HttpMessage.parse(HttpStage.head(stage.client())).status();
        answer.put("action", status == 200 ? "forward" : "status " + status);
        return answer;
    }

    private static Map<String, Object> tunnel(HttpStage stage, JsonNode expect)
            throws IOException, InterruptedException {
        Map<String, Object> answer = new LinkedHashMap<>();
        int status = HttpMessage.parse(HttpStage.head(stage.client())).status();
        answer.put("action", status == 200 ? "tunnel" : "status " + status);
        Endpoint server = stage.server();
        HttpStage.send(stage.client(), "|");
        String first = expect.required("tunnel_first").textValue();
        String came = HttpStage.octets(server, first.length() + 1);
        answer.put("tunnel_first", came.substring(0, Math.max(0, came.length() - 1)));
        answer.put("port", server.local().port());
        answer.put("host", server.local().address().equals(HttpStage.SERVER) ? "h.example" : "?");
        return answer;
    }
}
