package org.stockade.itests.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody with a key who signs jars, by the tools of the JDK. */
public final class Signer {
    private final Path folder;
    private final Path certificate;

    private Signer(Path folder, Path certificate) {
        this.folder = folder;
        this.certificate = certificate;
    }

    /** Makes a key and its certificate in an empty folder. */
    public static Signer make(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Signer signer = new Signer(folder, folder.resolve("signer.pem"));
        signer.tool(
                "keytool",
                List.of(
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=signer",
                        "-startdate",
                        "-1d",
                        "-validity",
                        "10"));
        signer.tool(
                "keytool", List.of("-exportcert", "-rfc", "-file", signer.certificate.toString()));
        return signer;
    }

    /** The PEM file of the certificate. */
    public Path certificate() {
        return certificate;
    }

    /** Signs a jar in its place. */
    public void sign(Path jar) throws IOException, InterruptedException {
        tool("jarsigner", List.of(jar.toString(), "signer"));
    }

    private void tool(String name, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        if (name.equals("keytool")) {
            line.add(arguments.getFirst());
            line.addAll(List.of("-alias", "signer"));
            line.addAll(store());
            line.addAll(arguments.subList(1, arguments.size()));
        } else {
            line.addAll(store());
            line.addAll(arguments);
        }
        Path log = folder.resolve("tool.log");
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", line) + ": " + Files.readString(log));
        }
    }

    private List<String> store() {
        return List.of(
                "-keystore", folder.resolve("keys.p12").toString(), "-storepass", "changeit");
    }
}
