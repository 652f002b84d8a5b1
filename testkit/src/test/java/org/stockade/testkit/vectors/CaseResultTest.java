package org.stockade.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stockade.testkit.vectors.CaseResult.Failed;
import org.stockade.testkit.vectors.CaseResult.Passed;

class CaseResultTest {
    @Test
    void expectedMembersAloneShouldBeCompared() {
        assertThat(compare("{\"a\": 1}", Map.of("a", 1L, "b", 2))).isInstanceOf(Passed.class);
        assertThat(compare("{\"a\": 1, \"c\": 1}", Map.of("a", 1))).isInstanceOf(Failed.class);
    }

    @Test
    void nullShouldBeTheSameAsAbsent() {
        assertThat(compare("{\"a\": null}", Map.of())).isInstanceOf(Passed.class);
        assertThat(compare("null", null)).isInstanceOf(Passed.class);
        assertThat(compare("null", "x")).isInstanceOf(Failed.class);
        assertThat(compare("{\"a\": 1}", null)).isInstanceOf(Failed.class);
    }

    @Test
    void listsShouldBeComparedInOrderAndLength() {
        assertThat(compare("[1, null]", Arrays.asList(1, null))).isInstanceOf(Passed.class);
        assertThat(compare("[1, 2]", List.of(2, 1))).isInstanceOf(Failed.class);
        assertThat(compare("[1]", List.of(1, 2))).isInstanceOf(Failed.class);
        assertThat(compare("[]", "")).isInstanceOf(Failed.class);
    }

    @Test
    void kindsShouldNotBeMixed() {
        assertThat(compare("\"1\"", 1)).isEqualTo(new Failed("\"1\"", "1"));
        assertThat(compare("true", "true")).isInstanceOf(Failed.class);
        assertThat(compare("{}", 1)).isInstanceOf(Failed.class);
    }

    private static CaseResult compare(String expected, Object answer) {
        try {
            return CaseResult.compare(new ObjectMapper().readTree(expected), answer);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
