package org.stockade.runtime;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the password of a command comes from: a file, a terminal without echo, or the first line of
 * standard input. Never an argument: other users of the machine see those.
 *
 * @param words without the option that names the file
 */
record PasswordInput(List<String> words, Optional<Path> file) {
    private static final String OPTION = "--password-file";
    private static final int LONGEST = 4096;

    /** Whether a command takes a password. */
    static boolean isWanted(List<String> words) {
        return !words.isEmpty() && words.getFirst().matches("(stockade:)?login");
    }

    /** Takes the option out of the words of a command. */
    static PasswordInput of(List<String> words) throws LaunchException {
        List<String> rest = new ArrayList<>();
        Optional<Path> file = Optional.empty();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.equals(OPTION) && !word.startsWith(OPTION + "=")) {
                rest.add(word);
                continue;
            }
            boolean joined = word.length() > OPTION.length();
            if (!joined && i + 1 == words.size()) {
                throw LaunchException.usage("login: " + OPTION + " wants a value");
            }
            String name = joined ? word.substring(OPTION.length() + 1) : words.get(++i);
            try {
                file = Optional.of(Path.of(name));
            } catch (InvalidPathException malformed) {
                throw LaunchException.usage("login: \"" + name + "\" is not a path");
            }
        }
        return new PasswordInput(List.copyOf(rest), file);
    }

    /** The password in UTF-8, in an array that the caller fills with zeroes after use. */
    byte[] read(InputStream standardInput) throws LaunchException {
        try {
            if (file.isPresent()) {
                try (InputStream in = Files.newInputStream(file.get())) {
                    return firstLine(in);
                }
            }
            Console console = System.console();
            return console != null && isTerminal() ? asked(console) : firstLine(standardInput);
        } catch (IOException unreadable) {
            throw LaunchException.failed(
                    "the password cannot be read"
                            + file.map(from -> " from " + from).orElse("")
                            + ": "
                            + LaunchException.line(unreadable));
        }
    }

    /** A JDK may have a console where there is no terminal. */
    private static boolean isTerminal() {
        try {
            String input = Path.of("/proc/self/fd/0").toRealPath().toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty");
        } catch (IOException notHere) {
            return false;
        }
    }

    private static byte[] asked(Console console) {
        char[] typed = console.readPassword("password: ");
        if (typed == null) {
            return new byte[0];
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
        byte[] password = Arrays.copyOf(encoded.array(), encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        Arrays.fill(typed, '\0');
        return password;
    }

    /** Without its end; octet by octet, for what follows may be somebody else's. */
    private static byte[] firstLine(InputStream in) throws IOException {
        Wiped line = new Wiped();
        try (line) {
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
                line.write(octet);
                if (line.size() > LONGEST) {
                    throw new IOException("it is over " + LONGEST + " bytes");
                }
            }
            return line.withoutReturn();
        }
    }

    /** Leaves nothing of what was written to it. */
    private static final class Wiped extends ByteArrayOutputStream {
        Wiped() {
            super(LONGEST + 1);
        }

        byte[] withoutReturn() {
            return Arrays.copyOf(buf, count > 0 && buf[count - 1] == '\r' ? count - 1 : count);
        }

        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
