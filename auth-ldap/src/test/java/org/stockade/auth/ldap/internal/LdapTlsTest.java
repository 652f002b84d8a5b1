package org.stockade.auth.ldap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.auth.Answer;
import org.stockade.auth.Credentials;
import org.stockade.auth.ldap.internal.LdapSettings.Security;

/** Passwords go to a directory that has shown a certificate of somebody trusted, and no other. */
class LdapTlsTest {
    private static final char[] PIN = "changeit".toCharArray();

    @TempDir private Path folder;
    private InMemoryDirectoryServer server;
    private Path trusted;

    @BeforeEach
    void open() throws Exception {
        Path store = folder.resolve("store");
        makeKey(store);
        KeyStore keys = KeyStore.getInstance(store.toFile(), PIN);
        trusted = folder.resolve("trusted.pem");
        Files.writeString(
                trusted,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(
                                        keys.getCertificate(keys.aliases().nextElement())
                                                .getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        SSLContext context =
                new SSLUtil(
                                new KeyStoreKeyManager(store.toFile(), PIN, "PKCS12", null),
                                new TrustAllTrustManager())
                        .createSSLContext();
        InMemoryDirectoryServerConfig config =
                new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setSchema(null);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig(
                        "starttls",
                        InetAddress.getLoopbackAddress(),
                        0,
                        context.getSocketFactory()),
                InMemoryListenerConfig.createLDAPSConfig(
                        "ldaps",
                        InetAddress.getLoopbackAddress(),
                        0,
                        context.getServerSocketFactory(),
                        context.getSocketFactory()));
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add(
                "dn: uid=ada,dc=example,dc=com",
                "objectClass: person",
                "uid: ada",
                "userPassword: right");
    }

    /** A key of {@code localhost}, and of no address. */
    private static void makeKey(Path store) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                String.valueOf(PIN),
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    @AfterEach
    void close() {
        server.shutDown(true);
    }

    private Answer judge(Security security, String host, Optional<String> trust)
            throws IOException {
        LdapSettings settings =
                new LdapSettings(
                        List.of(),
                        security,
                        trust,
                        Optional.empty(),
                        Optional.empty(),
                        "dc=example,dc=com",
                        "uid",
                        Optional.empty(),
                        "memberOf",
                        Optional.empty(),
                        true,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        2);
        int port = server.getListenPort(security == Security.LDAPS ? "ldaps" : "starttls");
        try (LdapAuthenticator people =
                        new LdapAuthenticator(
                                settings,
                                new Directory(settings, List.of(new Server(host, port))));
                Credentials offered = Credentials.password("ada", "right".toCharArray())) {
            return people.judge(offered, Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void trustedServerShouldBeAsked(Security security) throws IOException {
        assertThat(judge(security, "localhost", Optional.of(trusted.toString())))
                .isInstanceOf(Answer.Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void serverThatNobodyTrustsShouldDecideNothing(Security security) {
        assertThatThrownBy(() -> judge(security, "localhost", Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("directory: ");
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void serverOfAnotherNameShouldDecideNothing(Security security) {
        assertThatThrownBy(() -> judge(security, "127.0.0.1", Optional.of(trusted.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not of 127.0.0.1");
    }

    @Test
    void missingTrustFileShouldDecideNothing() {
        assertThatThrownBy(
                        () ->
                                judge(
                                        Security.LDAPS,
                                        "localhost",
                                        Optional.of(folder.resolve("none").toString())))
                .isInstanceOf(IOException.class);
    }
}
