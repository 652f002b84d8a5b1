package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.endpoint.SockAddr;
import org.stockade.testkit.vectors.AnswerSuite.NotApplicable;

/** Reads the forms that several suites share. */
final class Json {
    private Json() {}

    /** {@code [ip, port]}. */
    static SockAddr address(JsonNode pair) {
        if (!pair.isArray() || pair.size() != 2) {
            throw new IllegalStateException("not [ip, port]: " + pair);
        }
        return SockAddr.of(pair.get(0).textValue(), pair.get(1).intValue());
    }

    /** {@code [ip, port]}, or null. */
    static Optional<SockAddr> addressIn(JsonNode in, String member) {
        JsonNode pair = in.path(member);
        return pair.isMissingNode() || pair.isNull()
                ? Optional.empty()
                : Optional.of(address(pair));
    }

    /** {@code [ip, port]} again. */
    static List<Object> pair(SockAddr address) {
        return List.of(address.ip(), address.port());
    }

    /** A text, or null. */
    static Optional<String> textIn(JsonNode in, String member) {
        return Optional.ofNullable(in.path(member).textValue());
    }

    /** The elements of an array; none where it is absent. */
    static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
        List<T> list = new ArrayList<>();
        array.forEach(each -> list.add(element.apply(each)));
        return list;
    }

    /** For an operation that nobody here knows. */
    static NotApplicable unknown(String what, JsonNode value) {
        return new NotApplicable("no adapter for " + what + " " + value);
    }
}
