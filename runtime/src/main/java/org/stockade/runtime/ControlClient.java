package org.stockade.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gives commands to the instance that runs in a state directory. */
record ControlClient(Path state, boolean json, Terminal terminal) {
    /**
     * Runs one command.
     *
     * @return its exit status
     */
    int run(List<String> words) throws LaunchException {
        if (!PasswordInput.isWanted(words)) {
            return run(words, new byte[0]);
        }
        PasswordInput input = PasswordInput.of(words);
        byte[] password = input.read(System.in);
        try {
            return run(input.words(), password);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private int run(List<String> words, byte[] secret) throws LaunchException {
        List<String> args = new ArrayList<>(words);
        if (json && words.size() == 1 && words.getFirst().strip().contains(" ")) {
            // One argument is a whole line; a second one would make it a name.
            args.set(0, words.getFirst() + " --json");
        } else if (json) {
            args.add("--json");
        }
        try (SocketChannel channel = connect()) {
            String directory = Path.of("").toAbsolutePath().toString();
            String request = JsonLine.request(args, directory, secret.length);
            write(channel, request.getBytes(StandardCharsets.UTF_8));
            write(channel, secret);
            return print(new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw LaunchException.failed(
                    "the instance in "
                            + state
                            + " ended the connection: "
                            + LaunchException.line(broken));
        }
    }

    private static void write(SocketChannel channel, byte[] octets) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(octets);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private SocketChannel connect() throws LaunchException {
        Path socket = StateDirectory.socket(state);
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException refused) {
            boolean denied = Files.exists(socket) && !Files.isWritable(socket);
            throw LaunchException.failed(
                    denied
                            ? "the instance in " + state + " belongs to another user"
                            : "no instance is running in " + state);
        }
    }

    private int print(BufferedReader answers) throws IOException, LaunchException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            switch (JsonLine.answer(line)) {
                case JsonLine.Out(String text) -> terminal.out().print(text);
                case JsonLine.Err(String text) -> terminal.err().println(text);
                case JsonLine.Exit(int status) -> {
                    terminal.out().flush();
                    return status;
                }
            }
        }
        throw LaunchException.failed("the instance in " + state + " ended before its answer did");
    }

    /**
     * Runs each line as a command; empty ones and those that begin with {@code #} are skipped.
     *
     * @return the worst exit status
     */
    int runAll(BufferedReader lines) throws IOException, LaunchException {
        int worst = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String command = line.strip();
            if (!command.isEmpty() && !command.startsWith("#")) {
                worst = Math.max(worst, runLine(command));
            }
        }
        return worst;
    }

    /** Standard input has further commands, and no password. */
    private int runLine(String command) throws LaunchException {
        List<String> words = List.of(command.split("\\s+"));
        if (!PasswordInput.isWanted(words)) {
            return run(List.of(command));
        }
        if (PasswordInput.of(words).file().isEmpty()) {
            throw LaunchException.usage(
                    "login: standard input has commands; name a file by --password-file");
        }
        return run(words);
    }
}
