package org.stockade.policy.internal.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes keys and signs jars with the tools of the JDK that runs the test. */
record KeyTool(Path folder) {
    private static final String PASSWORD = "changeit";

    /** A key pair with a certificate it has signed itself, valid from yesterday for ten days. */
    Path selfSigned(String name, String... more) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=" + name));
        line.addAll(List.of(more));
        line.addAll(List.of("-startdate", "-1d", "-validity", "10"));
        keytool(line);
        return export(name);
    }

    /** A certificate for {@code name}, whose pair is made here, issued by {@code issuer}. */
    Path issued(String issuer, String name, String... more)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("-signer", issuer));
        line.addAll(List.of(more));
        return selfSigned(name, line.toArray(String[]::new));
    }

    /** The certificate of a key, as PEM. */
    Path export(String name) throws IOException, InterruptedException {
        Path file = folder.resolve(name + ".pem");
        keytool(List.of("-exportcert", "-rfc", "-alias", name, "-file", file.toString()));
        return file;
    }

    private void keytool(List<String> line) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of("keytool"));
        whole.addAll(line);
        whole.addAll(List.of("-keystore", store(), "-storepass", PASSWORD));
        run(whole);
    }

    /** Signs a jar in its place. */
    Path sign(Path jar, String name, String... more) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of("jarsigner", "-keystore", store(), "-storepass", PASSWORD));
        line.addAll(List.of(more));
        line.addAll(List.of(jar.toString(), name));
        run(line);
        return jar;
    }

    private String store() {
        return folder.resolve("keys.p12").toString();
    }

    private void run(List<String> line) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(line);
        Path tools = Path.of(System.getProperty("java.home"), "bin");
        command.set(0, tools.resolve(line.getFirst()).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said;
        try (InputStream in = process.getInputStream()) {
            said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", line) + ": " + said);
        }
    }
}
