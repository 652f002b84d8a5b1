package org.stockade.proxy.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;

/** The shared conformance vectors, one suite a file. */
final class Vectors {
    private Vectors() {}

    /** The cases of a suite, named by their ids. */
    static Stream<Named<JsonNode>> cases(String suite) throws IOException {
        try (InputStream json = Vectors.class.getResourceAsStream("/vectors/" + suite + ".json")) {
            JsonNode cases = new ObjectMapper().readTree(Objects.requireNonNull(json)).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(it -> Named.of(it.get("id").asText(), it));
        }
    }
}
