package org.stockade.itests.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.stockade.itests.peers.DirectoryServer;
import org.stockade.itests.peers.PatternServer;
import org.stockade.itests.peers.Places;

/**
 * A bundle that says who clients are, updated, stopped and started while they come: nobody who may
 * come in is refused but while it is stopped, logins stay, sessions go on, nothing old stays.
 */
class AuthenticatorBundleIT {
    /** More by hand: {@code -Dstockade.updates=200}. */
    private static final int UPDATES = Integer.getInteger("stockade.updates", 8);

    private static final Duration LONG = Duration.ofSeconds(30);

    /** That of {@code U*U}, from the tests of crypt_blowfish. */
    private static final String HASH =
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    private static final String POLICY =
            """
            stockade: 1
            authenticators: { people: { %3$s } }
            zones: { office: { subnets: [127.0.0.0/8] } }
            listeners: { intake: { bind: ["127.0.0.1:%1$d"] } }
            services:
              relay:
                proxy: plain
                router: { direct: ["127.0.0.1:%2$d"] }
                authentication: { authenticator: people, method: addresses }
                authorization: { permit-group: [staff] }
            rules: [{ listener: intake, from-zone: office, service: relay }]
            """;

    private static final InetAddress KNOWN = InetAddress.ofLiteral("127.9.9.9");

    @TempDir Path storage;

    /** Whose bundle it is: one of which each version says its own, and ours. */
    enum Kind {
        PROBE(ProbeBundle.NAME, List.of()),
        FILE("org.stockade.auth-file", List.of("bcprov-jdk18on")),
        LDAP("org.stockade.auth-ldap", List.of("unboundid-ldapsdk"));

        private final String symbolicName;
        private final List<String> libraries;

        Kind(String symbolicName, List<String> libraries) {
            this.symbolicName = symbolicName;
            this.libraries = libraries;
        }

        byte[] jar(int number) throws IOException {
            return switch (this) {
                case PROBE -> ProbeBundle.version(number).judging().jar();
                case FILE -> Files.readAllBytes(Places.bundle("auth-file"));
                case LDAP -> Files.readAllBytes(Places.bundle("auth-ldap"));
            };
        }

        /** Whether a login was judged by this version, as far as one can tell. */
        boolean isOf(String login, int number) {
            return this != PROBE || login.contains(ProbeBundle.mark(number));
        }
    }

    static Stream<Arguments> bundles() {
        return Stream.of(FrameworkProduct.values())
                .flatMap(product -> Stream.of(Kind.values()).map(kind -> arguments(product, kind)));
    }

    /** A firewall, its server and the bundle in the first version; the policy is in force. */
    private final class Setting implements AutoCloseable {
        private final PatternServer server = new PatternServer();
        private final DirectoryServer directory = new DirectoryServer();
        private final int port = Places.freePort();
        private final EmbeddedFirewall firewall;
        private final Kind kind;
        private final Bundle source;

        Setting(FrameworkProduct product, Kind kind) throws Exception {
            this.kind = kind;
            String nobody = "stockade: 1\nlisteners: { none: { bind: [\"127.0.0.1:0\"] } }\n";
            firewall = EmbeddedFirewall.start(product, storage.resolve("framework"), nobody);
            for (String library : kind.libraries) {
                firewall.context().installBundle(Places.bundle(library).toUri().toString());
            }
            source =
                    firewall.context()
                            .installBundle("test:auth", new ByteArrayInputStream(kind.jar(1)));
            source.start();
            assertThat(copies()).as("no policy has authenticators").isZero();
            assertThat(firewall.ask("parts").toString())
                    .contains(
                            "kind=authenticator, name=(" + kind.symbolicName + ")",
                            "rests until a policy has authenticators");
            directory.add("ada", "U*U", "staff");
            String policy = POLICY.formatted(port, server.port(), settings());
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(load(policy)).contains("errors=[]"));
        }

        private String settings() throws IOException {
            return switch (kind) {
                case PROBE -> "probe: {}";
                case FILE ->
                        "file: "
                                + Files.writeString(
                                        storage.resolve("users"), "ada:" + HASH + ":staff\n");
                case LDAP ->
                        """
                        ldap: { servers: ["127.0.0.1:%d"], security: none, bind-dn: cn=searcher,
                            bind-password-file: %s, base-dn: "ou=people,dc=example,dc=com" }"""
                                .formatted(
                                        directory.port(),
                                        Files.writeString(storage.resolve("opens"), "opens\n"));
            };
        }

        private String load(String policy) {
            Class<?>[] types = {String.class, String.class};
            return EmbeddedFirewall.call(firewall.firewall(), "load", types, "test", policy)
                    .toString();
        }

        void update(int number) throws IOException, BundleException {
            RunningFramework.update(source, kind.jar(number));
        }

        /** As {@code ctl login} does it. Returns user and groups as text. */
        String login(InetAddress address) throws ReflectiveOperationException {
            Class<?> credentials =
                    firewall.bundle("org.stockade.session-api")
                            .loadClass("org.stockade.auth.Credentials");
            Object offered =
                    credentials
                            .getMethod("password", String.class, char[].class)
                            .invoke(null, "ada", "U*U".toCharArray());
            Class<?>[] types = {InetAddress.class, Optional.class, credentials, String.class};
            return EmbeddedFirewall.call(
                            firewall.ask("logins"),
                            "login",
                            types,
                            address,
                            Optional.empty(),
                            offered,
                            "test")
                    .toString();
        }

        void logout(InetAddress address) {
            Class<?>[] types = {InetAddress.class, String.class};
            EmbeddedFirewall.call(firewall.ask("logins"), "logout", types, address, "test");
        }

        List<?> logins() {
            return (List<?>)
                    EmbeddedFirewall.call(firewall.ask("logins"), "logins", new Class<?>[0]);
        }

        Socket connect(InetAddress from) throws IOException {
            Socket client = new Socket();
            client.setSoTimeout((int) LONG.toMillis());
            client.bind(new InetSocketAddress(from, 0));
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return client;
        }

        /** Whether a client that comes now from there is let in and served. */
        boolean serves(InetAddress from) throws IOException {
            try (Socket client = connect(from)) {
                return served(client);
            }
        }

        /** Copies of the bundle that are installed. */
        long copies() {
            return Arrays.stream(firewall.context().getBundles())
                    .filter(each -> each.getLocation().startsWith("stockade-generation:"))
                    .filter(each -> each.getSymbolicName().startsWith(kind.symbolicName))
                    .count();
        }

        @Override
        public void close() throws IOException, BundleException {
            firewall.close();
            server.close();
            directory.close();
        }
    }

    private static boolean served(Socket client) throws IOException {
        try {
            client.getOutputStream().write("GET 10\n".getBytes(StandardCharsets.US_ASCII));
            return client.getInputStream().readNBytes(10).length == 10;
        } catch (SocketException reset) {
            return false;
        }
    }

    /** Each client has an address of its own. */
    private static InetAddress address(int number) throws IOException {
        return InetAddress.getByAddress(
                new byte[] {127, (byte) (1 + (number >> 16)), (byte) (number >> 8), (byte) number});
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void updatesWhileClientsLogInShouldRefuseNobodyAndLeaveNothing(
            FrameworkProduct product, Kind kind) throws Exception {
        try (Setting setting = new Setting(product, kind)) {
            setting.login(KNOWN);
            try (Socket live = setting.connect(KNOWN)) {
                assertThat(served(live)).isTrue();
                ClientLoad load =
                        ClientLoad.start(
                                3,
                                number -> {
                                    InetAddress own = address(number);
                                    assertThat(setting.login(own)).contains("staff");
                                    assertThat(setting.serves(own)).isTrue();
                                    setting.logout(own);
                                });
                for (int number = 2; number <= UPDATES + 1; number++) {
                    setting.update(number);
                    int wanted = number;
                    await().atMost(LONG)
                            .until(() -> kind.isOf(setting.login(address(1 << 20)), wanted));
                    assertThat(served(live)).as("a session that lives").isTrue();
                    assertThat(setting.serves(KNOWN)).as("a login of before").isTrue();
                }
                await().atMost(LONG).until(() -> load.served() > 2 * UPDATES);
                assertThat(load.stop()).isEmpty();
            }
            await().atMost(LONG).until(() -> setting.copies() == 1);
            Unloads after = Unloads.forced(setting.firewall.context());
            assertThat(after.held()).isEmpty();
            assertThat(after.uninstalled()).isEqualTo(UPDATES);
            assertThat(after.collected()).isEqualTo(UPDATES);
            // Its pool has at most four; none of a version before.
            await().atMost(LONG).until(() -> setting.directory.connections() <= 4);
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void stoppedBundleShouldRefuseNewClientsAndKeepSessionsAndLogins(
            FrameworkProduct product, Kind kind) throws Exception {
        try (Setting setting = new Setting(product, kind)) {
            setting.login(KNOWN);
            try (Socket live = setting.connect(KNOWN)) {
                assertThat(served(live)).isTrue();

                setting.source.stop();
                await().atMost(LONG).until(() -> !setting.serves(KNOWN));
                assertThat(setting.firewall.ask("services").toString())
                        .contains("authenticator \"people\" is not there");
                assertThat(setting.firewall.ask("parts").toString())
                        .containsPattern("kind=authenticator, name=[a-z]+, [^]]*state=stopped");
                assertThatThrownBy(() -> setting.login(address(1)))
                        .hasMessageContaining("authenticator \"people\" is not there");
                assertThat(served(live)).isTrue();
                assertThat(setting.logins()).hasSize(1);

                setting.source.start();
                await().atMost(LONG).until(() -> setting.serves(KNOWN));
                assertThat(setting.login(address(1))).contains("staff");
                assertThat(served(live)).isTrue();
            }
            await().atMost(LONG).until(() -> setting.copies() == 1);
            assertThat(Unloads.forced(setting.firewall.context()).held()).isEmpty();
        }
    }

    // It is the policy that logins follow, not whether somebody is there to judge just now.
    @ParameterizedTest
    @EnumSource
    void policyLoadedWhileTheBundleChangesShouldEndNoLogin(FrameworkProduct product)
            throws Exception {
        try (Setting setting = new Setting(product, Kind.PROBE)) {
            setting.login(KNOWN);
            String policy = setting.firewall.ask("policyText").toString();
            ClientLoad loads =
                    ClientLoad.start(
                            1,
                            number -> {
                                // Refused as a whole while nobody has the kind.
                                setting.load(policy + "# " + number + "\n");
                            });
            for (int number = 2; number <= UPDATES; number++) {
                setting.source.stop();
                setting.update(number);
                setting.source.start();
            }
            await().atMost(LONG).until(() -> loads.served() > UPDATES);
            assertThat(loads.stop()).isEmpty();
            assertThat(setting.logins()).hasSize(1);
            await().atMost(LONG).until(() -> setting.serves(KNOWN));
        }
    }
}
