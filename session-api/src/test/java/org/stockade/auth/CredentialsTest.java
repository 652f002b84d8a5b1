package org.stockade.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret is in no text, and gone when it is closed. */
class CredentialsTest {
    @Test
    void secretShouldBeWipedWhenItIsClosed() {
        char[] secret = "süß".toCharArray();
        Credentials offered = Credentials.password("ada", secret);
        assertThat(offered.utf8()).isEqualTo("süß".getBytes(StandardCharsets.UTF_8));
        offered.close();

        assertThat(secret).containsOnly('\0');
        assertThat(offered.secret()).containsOnly('\0');
    }

    @Test
    void textShouldHaveTheNameAlone() {
        assertThat(Credentials.password("ada", "secret".toCharArray()))
                .hasToString("credentials of ada");
        assertThat(new Answer.Challenge("prompt", "state")).hasToString("challenge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\0b"})
    void nameOutOfBoundsShouldBeRefusedAndTheSecretWiped(String name) {
        char[] secret = "secret".toCharArray();

        assertThatThrownBy(() -> Credentials.password(name, secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("user has a name");
        assertThat(secret).containsOnly('\0');
    }

    @Test
    void tooLongSecretShouldBeRefusedAndWiped() {
        char[] secret = "x".repeat(1025).toCharArray();

        assertThatThrownBy(() -> Credentials.password("ada", secret))
                .hasMessage("password has 1025 characters; use at most 1024");
        assertThat(secret).containsOnly('\0');
    }

    @Test
    void groupsShouldBeThereOnceEach() {
        assertThat(new Identity("ada", List.of("a", "b", "a")).groups()).containsExactly("a", "b");
    }
}
