package org.stockade.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.stockade.endpoint.TlsPlan;

/** A key and its certificate, made by the JDK's keytool for one test class. */
final class TestKeys {
    private static final String PASSWORD = "changeit";

    private final SSLContext context;

    private TestKeys(SSLContext context) {
        this.context = context;
    }

    /** A new key in this folder. */
    static TestKeys make(Path folder) throws Exception {
        Path store = folder.resolve("key.p12");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "peer",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=peer",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD);
        Process keytool =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.out").toFile())
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IOException(Files.readString(folder.resolve("keytool.out")));
        }
        return new TestKeys(context(store));
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("peer", keys.getCertificate("peer"));
        trusted.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    TlsPlan server(String protocol) {
        return server(protocol, made -> {});
    }

    /** Also tells which engine it made. */
    TlsPlan server(String protocol, Consumer<SSLEngine> tell) {
        return peer -> engine(context, protocol, false, tell);
    }

    TlsPlan client(String protocol) {
        return client(protocol, made -> {});
    }

    /** Likewise. */
    TlsPlan client(String protocol, Consumer<SSLEngine> tell) {
        return peer -> engine(context, protocol, true, tell);
    }

    /** A client that trusts the JDK's authorities, and so not this key. */
    static TlsPlan stranger(String protocol) throws GeneralSecurityException {
        SSLContext others = SSLContext.getDefault();
        return peer -> engine(others, protocol, true, made -> {});
    }

    private static SSLEngine engine(
            SSLContext context, String protocol, boolean client, Consumer<SSLEngine> tell) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {protocol});
        tell.accept(engine);
        return engine;
    }
}
