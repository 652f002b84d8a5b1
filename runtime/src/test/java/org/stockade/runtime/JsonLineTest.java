package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    @Test
    void requestShouldEscapeWhatJsonReserves() {
        assertThat(JsonLine.request(List.of("zone", "a\"b\\c\n\ud83d"), "/root", 0))
                .isEqualTo(
                        "{\"args\":[\"zone\",\"a\\\"b\\\\c\\u000a\\ud83d\"],\"cwd\":\"/root\"}\n");
    }

    @Test
    void answerShouldBeReadWithItsEscapes() throws LaunchException {
        assertThat(JsonLine.answer("{\"out\":\"a\\n\\t\\\"\\\\\\u0041\\/é\"}"))
                .isEqualTo(new JsonLine.Out("a\n\t\"\\A/é"));
        assertThat(JsonLine.answer("{\"err\":\"\"}")).isEqualTo(new JsonLine.Err(""));
        assertThat(JsonLine.answer("{\"exit\":2}")).isEqualTo(new JsonLine.Exit(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"out\":\"",
                "{\"out\":\"\\\"}",
                "{\"out\":\"\\u00\"}",
                "{\"exit\":x}",
                "HTTP/1.1"
            })
    void anythingElseShouldBeRefused(String line) {
        assertThatThrownBy(() -> JsonLine.answer(line))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("answers in another protocol");
    }
}
