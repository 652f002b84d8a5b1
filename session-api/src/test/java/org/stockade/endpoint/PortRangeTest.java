package org.stockade.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {
    @ParameterizedTest
    @ValueSource(strings = {"80", "0", "65535", "2000-2100", "0-65535"})
    void textShouldBeReadAndWrittenAlike(String text) {
        assertThat(PortRange.parse(text)).hasToString(text);
    }

    @Test
    void bothEndsShouldBelongToIt() {
        PortRange range = PortRange.parse("2000-2100");
        assertThat(range.contains(1999)).isFalse();
        assertThat(range.contains(2000)).isTrue();
        assertThat(range.contains(2100)).isTrue();
        assertThat(range.contains(2101)).isFalse();
    }

    @Test
    void rangeOfOneShouldBeSingle() {
        assertThat(PortRange.parse("80-80")).isEqualTo(PortRange.of(80)).hasToString("80");
        assertThat(PortRange.of(80).isSingle()).isTrue();
        assertThat(new PortRange(80, 81).isSingle()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "80-",
                "-80",
                "90-80",
                "65536",
                "0-65536",
                "+80",
                "8 0",
                "80-90-100",
                "http",
                "0x50",
                "٨٠",
                "100000000000"
            })
    void anythingElseShouldBeRefused(String text) {
        assertThatThrownBy(() -> PortRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use 0 to 65535");
    }
}
