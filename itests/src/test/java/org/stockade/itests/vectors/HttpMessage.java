package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A head as a peer received it. */
record HttpMessage(String startLine, List<String> lines) {
    static HttpMessage parse(String head) {
        List<String> lines = new ArrayList<>(List.of(head.split("\r\n")));
        return new HttpMessage(lines.removeFirst(), lines);
    }

    /** The status of a response; 0 if this is none. */
    int status() {
        return startLine.matches("HTTP/1\\.1 [0-9]{3} .*")
                ? Integer.parseInt(startLine.substring(9, 12))
                : 0;
    }

    Optional<String> field(String name) {
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst();
    }

    /** {@code chunked}, {@code length:N}, or this where neither is announced. */
    String framing(String otherwise) {
        if (field("Transfer-Encoding").isPresent()) {
            return field("Transfer-Encoding").get();
        }
        return field("Content-Length").map(length -> "length:" + length).orElse(otherwise);
    }

    /** Whether the start line is that one, and the other's lines are here in their order. */
    boolean holds(HttpMessage other) {
        int at = 0;
        for (String wanted : other.lines) {
            while (at < lines.size() && !lines.get(at).equals(wanted)) {
                at++;
            }
            if (at++ == lines.size()) {
                return false;
            }
        }
        return startLine.equals(other.startLine);
    }

    /** Which of these names are absent, as the vectors list them. */
    List<String> absent(JsonNode names) {
        return Json.list(names, JsonNode::textValue).stream()
                .filter(name -> field(name).isEmpty())
                .toList();
    }
}
