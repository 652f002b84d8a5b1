package org.stockade.engine.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.stockade.engine.internal.change.Archive;
import org.stockade.engine.internal.change.PolicyDocument;
import org.stockade.engine.internal.detect.Peek;

/** What the PID {@code org.stockade} says. */
record Configuration(Map<String, Object> values) {
    /** Of a firewall that opens nothing and has no policy. */
    static final Map<String, Object> NOTHING = Map.of("serve", "false");

    /** Same as the parser's: no larger file is read. */
    private static final int LARGEST_POLICY = 8 << 20;

    /**
     * What it says; nothing while the framework takes its bundles down, one after the other: when
     * that of a transport goes, the firewall is made anew without it, and must open nothing until
     * it goes itself.
     */
    static Map<String, Object> of(BundleContext context, Map<String, Object> values) {
        boolean stops =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.STOPPING;
        return stops ? NOTHING : values;
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key))
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    /** Whether listeners are to be opened, and not policies checked alone. */
    boolean serve() {
        return !"false".equals(text("serve").orElse("true"));
    }

    /** Whether a start that fails may go on with the last good policy. */
    boolean fallsBack() {
        return !"none".equals(text("policy.fallback").orElse(""));
    }

    /**
     * How long a client is waited for that has to be recognised.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    Duration detectLimit() {
        Optional<String> written = text("detect.limit");
        if (written.isEmpty()) {
            return Peek.LIMIT;
        }
        String text = written.get();
        long most = Peek.LIMIT.toMillis();
        long millis = text.matches("[0-9]{1,5}") ? Long.parseLong(text) : 0;
        if (millis < 1 || millis > most) {
            throw new IllegalArgumentException(
                    "configuration org.stockade: detect.limit "
                            + text
                            + " is out of range; use 1 to "
                            + most
                            + ", in milliseconds");
        }
        return Duration.ofMillis(millis);
    }

    String firewallName() {
        return text("firewall.name").orElseGet(Configuration::hostName);
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            int dot = name.indexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        } catch (UnknownHostException nameless) {
            return "stockade";
        }
    }

    /** The state folder. */
    StateFolder state() {
        return StateFolder.of(values.get("state.dir"));
    }

    /** Where policies are kept: of one that serves nothing, or has no state folder, for a while. */
    Archive archive() throws IOException {
        Optional<Path> state = state().named().filter(folder -> serve());
        return state.isPresent()
                ? Archive.in(state.get())
                : Archive.temporary(Files.createTempDirectory("stockade-policy-"));
    }

    /** What names the policy to start: its file, or {@code policy.text}; empty if nothing does. */
    String started() {
        return text("policy.text").isPresent()
                ? "policy.text"
                : file().map(Path::toString).orElse("");
    }

    private Optional<Path> file() {
        return text("policy.file").map(name -> Path.of(name).toAbsolutePath().normalize());
    }

    /**
     * The policy; empty if none is named.
     *
     * @throws IOException if it cannot be read; the message is the operator's
     */
    Optional<PolicyDocument> policy() throws IOException {
        Optional<String> text = text("policy.text");
        if (text.isPresent()) {
            return Optional.of(new PolicyDocument("policy.text", Optional.empty(), text.get()));
        }
        Optional<Path> file = file();
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PolicyDocument(
                                String.valueOf(file.get().getFileName()),
                                Optional.of(file.get().resolveSibling("")),
                                read(file.get())));
    }

    private static String read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(
                    "policy "
                            + file
                            + (Files.isDirectory(file)
                                    ? " is a directory"
                                    : " is no ordinary file"));
        }
        try {
            // Whatever its size is said to be: it may grow, and a device has none.
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LARGEST_POLICY + 1);
            }
            if (bytes.length > LARGEST_POLICY) {
                throw new IOException(
                        "policy "
                                + file
                                + " is over "
                                + LARGEST_POLICY
                                + " bytes, the most that is read");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IOException("policy " + file + " is not UTF-8; save it as UTF-8", notUtf8);
        } catch (NoSuchFileException missing) {
            throw new IOException("policy " + file + " does not exist", missing);
        } catch (FileSystemException other) {
            String reason = other.getReason();
            throw new IOException(
                    "policy "
                            + file
                            + " cannot be read: "
                            + (reason == null ? other.getClass().getSimpleName() : reason),
                    other);
        }
    }
}
