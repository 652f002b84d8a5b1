package org.stockade.itests.framework;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A proxy bundle that answers which of its versions a piece of it is from: classes not loaded
 * before, lambdas, resources, service files, a nested jar, an import. Compiled once; each version
 * is the same bytes with another mark of the same length.
 */
public final class ProbeBundle {
    static final String NAME = "test.probe";
    static final int LATE_CLASSES = 40;

    /** What every version imports. */
    static final String IMPORTS =
            "org.stockade.proxy;version=\"[0.1,1)\",org.stockade.session;version=\"[0.1,1)\","
                    + "org.stockade.endpoint;version=\"[0.1,1)\"";

    /** Stands in the compiled classes where a version's mark goes. */
    private static final String MARK = "r000";

    private static final String FACTORY =
            """
            package probe;
            import java.util.function.Function;
            import java.util.function.Supplier;
            import org.stockade.proxy.ProxyFactory;
            import org.stockade.proxy.Settings;
            public final class ProbeFactory implements ProxyFactory, Function<String, String> {
                @Override public Recipe configure(Settings with) {
                    return () -> session -> {};
                }
                @Override public String apply(String question) {
                    try {
                        return answer(question);
                    } catch (Exception failure) {
                        throw new IllegalStateException(question, failure);
                    }
                }
                private String answer(String question) throws Exception {
                    if (question.startsWith("class")) {
                        return ((Supplier<?>) Class.forName("probe.Late" + question.substring(5))
                                .getConstructor().newInstance()).get().toString();
                    }
                    return switch (question) {
                        case "version" -> "r000";
                        case "import" -> Imports.mark();
                        case "leak" -> Leak.start();
                        case "nested" -> Nested.mark();
                        case "switch" -> Shape.mark(new Shape.Round());
                        case "resource" -> {
                            try (var in = ProbeFactory.class.getResourceAsStream("mark.txt")) {
                                yield new String(in.readAllBytes(), "US-ASCII");
                            }
                        }
                        case "words" -> java.util.ResourceBundle.getBundle("probe.words",
                                java.util.Locale.ROOT, ProbeFactory.class.getClassLoader())
                                .getString("mark");
                        case "service" -> java.util.ServiceLoader.load(Supplier.class,
                                ProbeFactory.class.getClassLoader()).findFirst().get().get().toString();
                        default -> throw new IllegalArgumentException(question);
                    };
                }
            }
            """;

    private static final String LATE =
            """
            package probe;
            import java.util.function.Supplier;
            public final class Late%1$d implements Supplier<String> {
                private final String mark = "r000";
                private static final class Inner { String mark = "r000"; }
                @Override public String get() {
                    Supplier<String> lambda = () -> mark + new Inner().mark.substring(4);
                    return lambda.get();
                }
            }
            """;

    private static final Map<String, String> OTHERS =
            Map.of(
                    "Imports",
                    """
                    package probe;
                    final class Imports {
                        static String mark() {
                            return "r000" + org.stockade.endpoint.PortRange.parse("80").low() % 80;
                        }
                    }
                    """,
                    "BadFactory",
                    """
                    package probe;
                    import org.stockade.proxy.ProxyFactory;
                    import org.stockade.proxy.Settings;
                    public final class BadFactory implements ProxyFactory {
                        @Override public Recipe configure(Settings with) {
                            return () -> session -> {
                                throw new IllegalStateException("bad r000");
                            };
                        }
                    }
                    """,
                    "Leak",
                    """
                    package probe;
                    final class Leak implements Runnable {
                        static String start() {
                            Thread leaked = new Thread(new Leak(), "probe-leak");
                            leaked.setDaemon(true);
                            leaked.start();
                            return "r000";
                        }
                        @Override public void run() {
                            while (!Thread.currentThread().isInterrupted()) {
                                java.util.concurrent.locks.LockSupport.park(this);
                            }
                        }
                    }
                    """,
                    "Serving",
                    """
                    package probe;
                    import org.stockade.proxy.ProxyFactory;
                    import org.stockade.proxy.Settings;
                    public final class Serving implements ProxyFactory {
                        @Override public Recipe configure(Settings with) {
                            return () -> session -> {
                                session.clientStream().readLine(100);
                                session.clientStream().writeLine("r000");
                            };
                        }
                    }
                    """,
                    "Faulty",
                    """
                    package probe;
                    import java.util.concurrent.atomic.AtomicInteger;
                    import org.stockade.proxy.ProxyFactory;
                    import org.stockade.proxy.Settings;
                    public final class Faulty implements ProxyFactory {
                        private final AtomicInteger sessions = new AtomicInteger();
                        @Override public Recipe configure(Settings with) {
                            return () -> session -> {
                                session.clientStream().readLine(100);
                                if (sessions.incrementAndGet() % 3 == 0) {
                                    throw new IllegalStateException("r000");
                                }
                                session.clientStream().writeLine("r000");
                            };
                        }
                    }
                    """,
                    "Nested",
                    """
                    package probe;
                    final class Nested {
                        static String mark() { return inner.Inner.MARK.get(); }
                    }
                    """,
                    "Shape",
                    """
                    package probe;
                    sealed interface Shape {
                        record Round() implements Shape {}
                        record Flat() implements Shape {}
                        enum Side { LEFT, RIGHT }
                        static String mark(Shape shape) {
                            Side side = switch (shape) {
                                case Round() -> Side.LEFT;
                                case Flat() -> Side.RIGHT;
                            };
                            return switch (side) {
                                case LEFT -> "r000";
                                case RIGHT -> "no";
                            };
                        }
                    }
                    """);

    private static final String INNER =
            """
            package inner;
            public final class Inner {
                public static final java.util.function.Supplier<String> MARK = () -> "r000";
            }
            """;

    private static final Map<String, byte[]> CLASSES = compile();

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();

    private ProbeBundle(int number) {
        String mark = mark(number);
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", NAME);
        headers.put("Bundle-Version", "1.0." + number);
        headers.put("Bundle-ClassPath", ".,lib/inner.jar");
        headers.put("Service-Component", "OSGI-INF/probe.xml");
        headers.put("Import-Package", IMPORTS);
        Map<String, byte[]> inner = new TreeMap<>();
        CLASSES.forEach(
                (name, code) ->
                        (name.startsWith("inner/") ? inner : entries)
                                .put(name, marked(code, mark)));
        entries.put("lib/inner.jar", jar(new Manifest(), inner));
        entries.put("probe/mark.txt", ascii(mark));
        entries.put("probe/words.properties", ascii("mark=" + mark));
        entries.put("META-INF/services/java.util.function.Supplier", ascii("probe.Late0"));
        component("probe.ProbeFactory", "probe");
    }

    /** The version 1.0.number. */
    public static ProbeBundle version(int number) {
        return new ProbeBundle(number);
    }

    /** What every piece of that version answers. */
    static String mark(int number) {
        return "r%03d".formatted(number);
    }

    /** The questions to ask of a copy; those of late classes have each to be new for it. */
    static List<String> questions(int late) {
        return List.of(
                "class" + late % LATE_CLASSES,
                "version",
                "import",
                "nested",
                "switch",
                "resource",
                "words",
                "service");
    }

    ProbeBundle header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    ProbeBundle withoutHeader(String name) {
        headers.remove(name);
        return this;
    }

    /** Its one component: this class, with this proxy name. */
    public ProbeBundle component(String type, String proxyName) {
        return component(type, "org.stockade.proxy.ProxyFactory", "proxy.name", proxyName);
    }

    /** Instead of a proxy it offers this kind of matcher: texts that have its mark. */
    ProbeBundle matching(String kind) {
        headers.put("Import-Package", IMPORTS + ",org.stockade.match;version=\"[0.1,1)\"");
        return component(
                "probe.Matching", "org.stockade.match.MatcherFactory", "matcher.name", kind);
    }

    private ProbeBundle component(String type, String contract, String property, String name) {
        headers.put(
                "Provide-Capability", "osgi.service;objectClass:List<String>=\"" + contract + '"');
        entries.put(
                "OSGI-INF/probe.xml",
                ascii(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="probe">
                          <property name="%s" value="%s"/>
                          <service><provide interface="%s"/></service>
                          <implementation class="%s"/>
                        </scr:component>
                        """
                                .formatted(property, name, contract, type)));
        return this;
    }

    /** In place of its proxy: a detector of the kind {@code probe}, which finds its mark. */
    ProbeBundle detector() {
        headers.put("Import-Package", IMPORTS + ",org.stockade.detect;version=\"[0.1,1)\"");
        return component(
                "probe.Detecting", "org.stockade.detect.Detector", "detector.name", "probe");
    }

    /** In place of its proxy: authenticators of the kind {@code probe}, with its mark as group. */
    ProbeBundle judging() {
        headers.put("Import-Package", IMPORTS + ",org.stockade.auth;version=\"[0.1,1)\"");
        return component(
                "probe.Judging",
                "org.stockade.auth.AuthenticatorFactory",
                "authenticator.name",
                "probe");
    }

    public byte[] jar() {
        Manifest manifest = new Manifest();
        headers.forEach(manifest.getMainAttributes()::putValue);
        return jar(manifest, entries);
    }

    private static byte[] jar(Manifest manifest, Map<String, byte[]> entries) {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] marked(byte[] code, String mark) {
        String text = new String(code, StandardCharsets.ISO_8859_1);
        return text.replace(MARK, mark).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, byte[]> compile() {
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(new Text("probe/ProbeFactory", FACTORY));
        sources.add(new Text("inner/Inner", INNER));
        OTHERS.forEach((name, code) -> sources.add(new Text("probe/" + name, code)));
        ProbeKinds.SOURCES.forEach((name, code) -> sources.add(new Text("probe/" + name, code)));
        for (int i = 0; i < LATE_CLASSES; i++) {
            sources.add(new Text("probe/Late" + i, LATE.formatted(i)));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Path out = Files.createTempDirectory("probe");
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(out));
            List<String> options = List.of("--release", "21", "-proc:none", "-Xlint:none");
            if (!compiler.getTask(null, files, null, options, null, sources).call()) {
                throw new AssertionError("the probe does not compile");
            }
            return read(out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The class files, by their names in a jar; the folder is emptied. */
    private static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                classes.put(
                        folder.relativize(file).toString().replace('\\', '/'),
                        Files.readAllBytes(file));
                Files.delete(file);
            }
        }
        return classes;
    }

    /** A source file in memory. */
    private static final class Text extends SimpleJavaFileObject {
        private final String code;

        private Text(String name, String code) {
            super(URI.create("memory:///" + name + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
