package org.stockade.auth.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.auth.Answer;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;
import org.stockade.testkit.LogTap;

/** A file of users, as it changes. */
class UsersFileTest {
    private static final String U = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    @TempDir private Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private final LogTap log = new LogTap();
    private Path file = Path.of("users");
    private FileAuthenticator people = new FileAuthenticator(new UsersFile(file, nanos::get), true);

    @BeforeEach
    void open() {
        file = folder.resolve("users");
        people = new FileAuthenticator(new UsersFile(file, nanos::get), true);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    private Answer judge(String user, String password) throws IOException {
        try (Credentials offered = Credentials.password(user, password.toCharArray())) {
            return people.judge(offered, Duration.ofSeconds(10));
        }
    }

    private static Answer accepted(String user, String... groups) {
        return new Answer.Accepted(new Identity(user, List.of(groups)));
    }

    @Test
    void rightPasswordShouldBeAcceptedWithTheGroups() throws IOException {
        write("# people\n\nada:" + U + ":staff, admin\r\nbob:" + U + "\n");

        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada", "staff", "admin"));
        assertThat(judge("bob", "U*U")).isEqualTo(accepted("bob"));
    }

    @Test
    void wrongPasswordAndUnknownUserShouldBeTheSame() throws IOException {
        write("ada:" + U + "\n");

        assertThat(judge("ada", "u*u")).isEqualTo(new Answer.Rejected());
        assertThat(judge("ada", "")).isEqualTo(new Answer.Rejected());
        assertThat(judge("ADA", "U*U")).isEqualTo(new Answer.Rejected());
        assertThat(judge("eve", "U*U")).isEqualTo(new Answer.Rejected());
    }

    @Test
    void standInShouldBeOfTheCostThatMostHave() {
        Users users =
                Users.parse(
                        List.of(
                                "a:" + U,
                                "b:" + U,
                                "c:$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"));

        assertThat(users.fake()).map(PasswordHash::cost).contains("bcrypt 5");
    }

    @Test
    void changedFileShouldBeReadAgain() throws IOException {
        write("ada:" + U + "\n");
        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada"));
        write("eve:" + U + ":others\n");
        assertThat(judge("ada", "U*U")).isEqualTo(new Answer.Rejected());
        assertThat(judge("eve", "U*U")).isEqualTo(accepted("eve", "others"));
        assertThat(log.of("auth-file.users-read")).hasSize(2);
    }

    @Test
    void unreadableFileShouldLeaveTheUsersAndBeToldOnce() throws IOException {
        write("ada:" + U + "\n");
        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada"));
        write("ada:" + U + "\nbob:secret\n");
        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada"));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada"));
        Files.delete(file);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada"));

        assertThat(log.of("auth-file.users-not-read"))
                .hasSize(2)
                .noneMatch(line -> line.contains("secret"))
                .first()
                .asString()
                .contains("the users stay as they were", "line 2: its hash is of no known kind");
    }

    @Test
    void fileThatCouldNeverBeReadShouldDecideNothing() throws IOException {
        assertThatThrownBy(() -> judge("ada", "U*U"))
                .isInstanceOf(IOException.class)
                .hasMessage("users file " + file + ": there is no such file");
        write("ada:" + U + "\n");
        assertThat(judge("ada", "U*U")).isEqualTo(accepted("ada"));
    }

    @Test
    void fileThatIsMissingOrNoFileShouldBeToldBeforeAnybodyLogsIn() throws IOException {
        String rest =
                ", so nobody is accepted; put a file there that this user may read, or name another";
        assertThat(people.lacking())
                .isEqualTo(
                        Map.of("users", "users file " + file + ": there is no such file" + rest));
        Files.createDirectory(file);
        assertThat(people.lacking())
                .isEqualTo(
                        Map.of("users", "users file " + file + ": it is no regular file" + rest));
        Files.delete(file);
        write("ada:" + U + "\n");
        assertThat(people.lacking()).isEmpty();
        assertThat(log.of("auth-file.users-not-read")).isEmpty();
    }

    @Test
    void fileOfSomebodyElseShouldBeToldBeforeAnybodyLogsIn() throws IOException {
        write("ada:" + U + "\n");
        Files.setPosixFilePermissions(file, Set.of());
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read all files");
        assertThat(people.lacking().get("users")).contains(": this user may not read it, so");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ada | line 2: it has not the form NAME:HASH:GROUP,GROUP",
                ":HASH | line 2: name of a user has 0 characters; use 1 to 256",
                "ada:HASH:a:b | line 2: it has not the form",
                "first:HASH | line 2: user \"first\" is there already",
            })
    void wrongLineShouldBeNamed(String line, String message) {
        assertThatThrownBy(() -> Users.parse(List.of("first:" + U, line.replace("HASH", U))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
