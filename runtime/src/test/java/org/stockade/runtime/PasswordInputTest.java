package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password comes from a file or the first line of the input, never from the words. */
class PasswordInputTest {
    @TempDir private Path folder;

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(List<String> words, InputStream in) throws LaunchException {
        return new String(PasswordInput.of(words).read(in), StandardCharsets.UTF_8);
    }

    @Test
    void firstLineShouldBeItWhateverEndsIt() throws Exception {
        List<String> words = List.of("login", "192.0.2.7", "ada");

        assertThat(read(words, input("s ü\nmore\n"))).isEqualTo("s ü");
        assertThat(read(words, input("secret\r\n"))).isEqualTo("secret");
        assertThat(read(words, input("secret"))).isEqualTo("secret");
        assertThat(read(words, input(""))).isEmpty();
    }

    @Test
    void whatFollowsTheLineShouldStayInTheInput() throws Exception {
        InputStream in = input("secret\nnext\n");
        read(List.of("login", "192.0.2.7", "ada"), in);

        assertThat(in.readAllBytes()).isEqualTo("next\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fileShouldBeReadAndItsOptionTakenOut() throws Exception {
        Path file = folder.resolve("password");
        Files.writeString(file, "from file\nmore\n");
        for (List<String> words :
                List.of(
                        List.of("login", "192.0.2.7", "ada", "--password-file", file.toString()),
                        List.of("login", "--password-file=" + file, "192.0.2.7", "ada"))) {
            assertThat(PasswordInput.of(words).words())
                    .containsExactly("login", "192.0.2.7", "ada");
            assertThat(read(words, input("other"))).isEqualTo("from file");
        }
    }

    @Test
    void unreadableOrEndlessInputShouldBeAClearFailure() throws IOException {
        assertThatThrownBy(() -> read(List.of("login", "--password-file", "/nowhere/p"), input("")))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("the password cannot be read from /nowhere/p");
        assertThatThrownBy(() -> read(List.of("login"), input("x".repeat(5000))))
                .hasMessageContaining("it is over 4096 bytes");
        assertThatThrownBy(() -> PasswordInput.of(List.of("login", "--password-file")))
                .hasMessageContaining("--password-file wants a value");
    }

    @Test
    void loginAloneShouldWantOne() {
        assertThat(PasswordInput.isWanted(List.of("login", "a", "b"))).isTrue();
        assertThat(PasswordInput.isWanted(List.of("stockade:login"))).isTrue();
        assertThat(PasswordInput.isWanted(List.of("logins"))).isFalse();
        assertThat(PasswordInput.isWanted(List.of())).isFalse();
    }
}
