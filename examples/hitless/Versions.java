import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Writes a bundle anew in several versions: {@code java Versions.java JAR COUNT FOLDER} makes {@code
 * FOLDER/1.jar} and so on, whose versions end in {@code v1} and so on.
 */
final class Versions {
    private static final Attributes.Name VERSION = new Attributes.Name("Bundle-Version");

    private Versions() {}

    public static void main(String[] args) throws IOException {
        try (JarFile from = new JarFile(args[0])) {
            int count = Integer.parseInt(args[1]);
            for (int i = 1; i <= count; i++) {
                Path to = Path.of(args[2], i + ".jar");
                write(from, "v" + i, to);
            }
        }
    }

    private static void write(JarFile from, String qualifier, Path to) throws IOException {
        Manifest manifest = new Manifest(from.getManifest());
        String[] parts = manifest.getMainAttributes().getValue(VERSION).split("\\.", 4);
        String version = String.join(".", parts[0], parts[1], parts[2], qualifier);
        manifest.getMainAttributes().put(VERSION, version);
        try (OutputStream file = Files.newOutputStream(to);
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            for (JarEntry entry : from.stream().toList()) {
                if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    jar.putNextEntry(new JarEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(jar);
                    jar.closeEntry();
                }
            }
        }
    }
}
