package org.stockade.auth.ldap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.auth.Answer;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;
import org.stockade.auth.ldap.internal.LdapSettings.Groups;
import org.stockade.auth.ldap.internal.LdapSettings.Security;

/** A directory in memory, over loopback, as it answers for users. */
class LdapAuthenticatorTest {
    private static final Groups MEMBERS = new Groups("ou=groups,dc=example,dc=com", "member", "cn");

    @TempDir private Path folder;
    private InMemoryDirectoryServer server = server();

    private static InMemoryDirectoryServer server() {
        try {
            InMemoryDirectoryServerConfig config =
                    new InMemoryDirectoryServerConfig("dc=example,dc=com");
            config.setSchema(null);
            config.addAdditionalBindCredentials("cn=searcher", "opens");
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig(
                            "plain", InetAddress.getLoopbackAddress(), 0, null));
            return new InMemoryDirectoryServer(config);
        } catch (com.unboundid.ldap.sdk.LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @BeforeEach
    void open() throws Exception {
        server = server();
        server.startListening();
        add("dc=example,dc=com", "objectClass: domain", "dc: example");
        add("ou=people,dc=example,dc=com", "objectClass: organizationalUnit", "ou: people");
        add("ou=groups,dc=example,dc=com", "objectClass: organizationalUnit", "ou: groups");
        add(
                "uid=ada,ou=people,dc=example,dc=com",
                "objectClass: person",
                "uid: ada",
                "userPassword: right",
                "memberOf: cn=staff,ou=groups,dc=example,dc=com",
                "memberOf: plain-name");
        add(
                "uid=bob,ou=people,dc=example,dc=com",
                "objectClass: account",
                "uid: bob",
                "userPassword: right");
        add(
                "cn=night,ou=groups,dc=example,dc=com",
                "objectClass: groupOfNames",
                "cn: night",
                "member: uid=ada,ou=people,dc=example,dc=com");
        add(
                "cn=day,ou=groups,dc=example,dc=com",
                "objectClass: groupOfNames",
                "cn: day",
                "member: uid=bob,ou=people,dc=example,dc=com");
    }

    @AfterEach
    void close() {
        server.shutDown(true);
    }

    private void add(String dn, String... lines) throws Exception {
        String[] ldif = new String[lines.length + 1];
        ldif[0] = "dn: " + dn;
        System.arraycopy(lines, 0, ldif, 1, lines.length);
        server.add(ldif);
    }

    private LdapSettings settings(Optional<String> filter, Optional<Groups> groups)
            throws IOException {
        Path password = folder.resolve("password");
        Files.writeString(password, "opens\n");
        return new LdapSettings(
                List.of(),
                Security.NONE,
                Optional.empty(),
                Optional.of("cn=searcher"),
                Optional.of(password.toString()),
                "ou=people,dc=example,dc=com",
                "uid",
                filter,
                "memberOf",
                groups,
                true,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                2);
    }

    private LdapAuthenticator people(LdapSettings settings, int port) {
        return new LdapAuthenticator(
                settings, new Directory(settings, List.of(new Server("127.0.0.1", port))));
    }

    private Answer judge(LdapSettings settings, String user, String password) throws IOException {
        try (LdapAuthenticator people = people(settings, server.getListenPort());
                Credentials offered = Credentials.password(user, password.toCharArray())) {
            return people.judge(offered, Duration.ofSeconds(10));
        }
    }

    private Answer judge(String user, String password) throws IOException {
        return judge(settings(Optional.empty(), Optional.empty()), user, password);
    }

    @Test
    void rightPasswordShouldBeAcceptedWithTheGroupsOfTheEntry() throws IOException {
        assertThat(judge("ada", "right"))
                .isEqualTo(
                        new Answer.Accepted(new Identity("ada", List.of("staff", "plain-name"))));
    }

    @Test
    void userShouldHaveTheNameThatTheDirectoryHas() throws IOException {
        assertThat(judge("ADA", "right"))
                .isInstanceOfSatisfying(
                        Answer.Accepted.class,
                        it -> assertThat(it.identity().user()).isEqualTo("ada"));
    }

    @Test
    void groupsShouldBeSearchedWhereThatIsAsked() throws IOException {
        assertThat(judge(settings(Optional.empty(), Optional.of(MEMBERS)), "ada", "right"))
                .isEqualTo(new Answer.Accepted(new Identity("ada", List.of("night"))));
    }

    @Test
    void furtherFilterShouldHold() throws IOException {
        LdapSettings persons = settings(Optional.of("(objectClass=person)"), Optional.empty());

        assertThat(judge(persons, "ada", "right")).isInstanceOf(Answer.Accepted.class);
        assertThat(judge(persons, "bob", "right")).isEqualTo(new Answer.Rejected());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "*)(uid=*",
                "ada)(objectClass=*",
                "ada)(|(uid=*",
                "*)(uid=*))(|(uid=*",
                "\\2a",
                "ada,ou=people",
                "uid=ada",
                "ada+uid=bob",
                "eve"
            })
    void nameThatWouldBeAFilterShouldBeANameThatNobodyHas(String name) throws IOException {
        assertThat(judge(name, "right")).isEqualTo(new Answer.Rejected());
    }

    @Test
    void wrongPasswordShouldBeRejectedAndAnEmptyOneNeverAsked() throws IOException {
        assertThat(judge("ada", "wrong")).isEqualTo(new Answer.Rejected());
        // RFC 4513 section 5.1.2: the server would answer success.
        assertThat(judge("ada", "")).isEqualTo(new Answer.Rejected());
    }

    @Test
    void connectionShouldBeTheSearchersAgainAfterAUsersBind() throws IOException {
        LdapSettings settings = settings(Optional.empty(), Optional.of(MEMBERS));
        try (LdapAuthenticator people = people(settings, server.getListenPort())) {
            for (String password : List.of("right", "wrong", "right")) {
                try (Credentials offered = Credentials.password("ada", password.toCharArray())) {
                    assertThat(
                                    people.judge(offered, Duration.ofSeconds(5))
                                            instanceof Answer.Accepted)
                            .isEqualTo(password.equals("right"));
                }
            }
        }
    }

    @Test
    void twoEntriesOfOneNameShouldBeNobody() throws Exception {
        add(
                "cn=second,ou=people,dc=example,dc=com",
                "objectClass: person",
                "cn: second",
                "uid: ada",
                "userPassword: right");

        assertThat(judge("ada", "right")).isEqualTo(new Answer.Rejected());
    }

    @Test
    void directoryThatIsNotThereShouldDecideNothing() throws Exception {
        int port = server.getListenPort();
        server.shutDown(true);
        LdapSettings settings = settings(Optional.empty(), Optional.empty());
        try (LdapAuthenticator people = people(settings, port);
                Credentials offered = Credentials.password("ada", "right".toCharArray())) {
            assertThatThrownBy(() -> people.judge(offered, Duration.ofSeconds(5)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("directory: ")
                    .hasMessageNotContaining("right");
        }
    }

    @Test
    void silentDirectoryShouldDecideNothingWithinItsLimit() throws Exception {
        LdapSettings settings = settings(Optional.empty(), Optional.empty());
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                LdapAuthenticator people = people(settings, silent.getLocalPort());
                Credentials offered = Credentials.password("ada", "right".toCharArray())) {
            assertThatThrownBy(() -> people.judge(offered, Duration.ofSeconds(10)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void wrongPasswordOfTheSearcherShouldDecideNothing() throws Exception {
        LdapSettings settings = settings(Optional.empty(), Optional.empty());
        Files.writeString(folder.resolve("password"), "shuts\n");
        assertThatThrownBy(() -> judge(settings, "ada", "right")).isInstanceOf(IOException.class);
        Files.writeString(folder.resolve("password"), "\n");
        assertThatThrownBy(() -> judge(settings, "ada", "right"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no password in its first line");
    }

    @Test
    void missingPasswordFileShouldBeToldBeforeAnybodyLogsIn() throws IOException {
        LdapSettings settings = settings(Optional.empty(), Optional.empty());
        LdapAuthenticator people = people(settings, 1);
        assertThat(people.lacking()).isEmpty();
        Path password = folder.resolve("password");
        Files.delete(password);
        assertThat(people.lacking())
                .isEqualTo(
                        Map.of(
                                "bind-password-file",
                                "file "
                                        + password
                                        + ": there is no such file, so nobody is accepted; put a"
                                        + " file there that this user may read, or name another"));
        Files.createDirectory(password);
        assertThat(people.lacking().get("bind-password-file")).contains(": Is a directory, so");
    }
}
