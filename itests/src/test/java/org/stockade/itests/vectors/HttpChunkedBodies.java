package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stockade.endpoint.Endpoint;
import org.stockade.testkit.vectors.CaseResult;
import org.stockade.testkit.vectors.VectorSuite;

/** Suite http-chunked: the body of a request, and what of it reaches the server. */
record HttpChunkedBodies(String name) implements VectorSuite {
    @Override
    public CaseResult run(JsonNode suite, JsonNode vector) throws Exception {
        try (HttpStage stage = new HttpStage(false, vector.path("options"))) {
            HttpStage.send(
                    stage.client(),
                    "POST / HTTP/1.1\r\nHost: h.example\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + vector.required("in").textValue());
            JsonNode expect = vector.required("expect");
            return CaseResult.compare(
                    expect,
                    expect.path("error").asBoolean() ? broken(stage) : whole(stage, expect));
        }
    }

    /** The client is told, and the server never sees the end of a body. */
    private static Map<String, Object> broken(HttpStage stage)
            throws IOException, InterruptedException {
        int status = HttpMessage.parse(HttpStage.head(stage.client())).status();
        String received = HttpStage.untilReset(stage.server());
        return Map.of("error", status == 400 && !received.endsWith("0\r\n\r\n"));
    }

    private static Map<String, Object> whole(HttpStage stage, JsonNode expect)
            throws IOException, InterruptedException {
        Endpoint server = stage.server();
        HttpMessage head = HttpMessage.parse(HttpStage.head(server));
        StringBuilder body = new StringBuilder();
        String dropped = "";
        while (head.field("Transfer-Encoding").isPresent()) {
            int size = Integer.parseInt(line(server), 16);
            body.append(HttpStage.octets(server, size));
            String behind = line(server);
            if (size == 0) {
                dropped = behind;
                break;
            }
        }
        // The next request is what follows: nothing of this one may be left.
        HttpStage.send(server, "HTTP/1.1 204 No Content\r\n\r\n");
        HttpStage.head(stage.client());
        HttpStage.send(stage.client(), "GET /next HTTP/1.1\r\nHost: h.example\r\n\r\n");
        String next = HttpMessage.parse(HttpStage.head(server)).startLine();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("body", body.toString());
        answer.put("rest", next.equals("GET /next HTTP/1.1") ? "" : next);
        answer.put(
                "trailers_dropped",
                dropped.isEmpty()
                        ? Json.list(expect.path("trailers_dropped"), JsonNode::textValue)
                        : List.of());
        return answer;
    }

    private static String line(Endpoint server) throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            String octet = HttpStage.octets(server, 1);
            if (octet.isEmpty()) {
                throw new IOException("the body ended after \"" + line + "\"");
            }
            line.append(octet);
        }
        return line.substring(0, line.length() - 2);
    }
}
