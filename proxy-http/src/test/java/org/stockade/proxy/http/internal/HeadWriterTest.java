package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 7, 10, 200, 8080, 65536, Long.MAX_VALUE})
    void numberShouldBeWrittenInDecimalDigits(long number) {
        assertThat(new HeadWriter().text("a").number(number).text("z"))
                .hasToString("a" + number + "z");
    }

    @Test
    void headShouldGrowAndTheNextBeginEmpty() {
        HeadWriter out = new HeadWriter();
        String wide = "w".repeat(5000);
        out.begin().text("A: ").number(1).crlf().text(wide).crlf().octets(Octets.of("\u00e9"));
        assertThat(out).hasToString("A: 1\r\n" + wide + "\r\n\u00e9");
        assertThat(out.octets().remaining()).isEqualTo(wide.length() + 9);
        assertThat(out.begin().text("B").crlf()).hasToString("B\r\n");
        assertThat(out.octets().remaining()).isEqualTo(3);
    }
}
