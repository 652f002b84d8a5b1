package org.stockade.proxy.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AuthoritiesTest {
    private final Authorities authorities = new Authorities(20);

    @Test
    void sameSpellingShouldBeReadOnce() throws Exception {
        Authority first = parse("H.example:80");
        assertThat(first).isEqualTo(new Authority("h.example", 80));
        assertThat(parse("H.example:80")).isSameAs(first);
        assertThat(authorities.parse("http://H.example:80/", 7, 19)).isSameAs(first);
    }

    @Test
    void anotherSpellingShouldBeReadAnew() throws Exception {
        parse("h.example:80");
        assertThat(parse("h.example:8")).isEqualTo(new Authority("h.example", 8));
        assertThat(parse("h.example")).isEqualTo(new Authority("h.example", 0));
        assertThat(parse("i.example")).isEqualTo(new Authority("i.example", 0));
    }

    // What was refused once is refused again, also right behind one that was not.
    @Test
    void refusedSpellingShouldNotBeRemembered() throws Exception {
        for (String wrong : new String[] {"", "a..b", "h.example:0", "h.example.of.a.long.name"}) {
            parse("h.example");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> parse(wrong))
                        .isInstanceOf(MalformedMessageException.class);
            }
            assertThat(parse("h.example").host()).isEqualTo("h.example");
        }
    }

    private Authority parse(String text) throws MalformedMessageException {
        byte[] octets = Octets.of("x" + text + "x");
        return authorities.parse(octets, 1, octets.length - 1);
    }
}
