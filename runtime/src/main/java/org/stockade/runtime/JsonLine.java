package org.stockade.runtime;

import java.util.List;

/**
 * The lines of the control socket, RFC 8259: a request written, and the three forms of answer read
 * that the shell writes. The class path of the launcher has no JSON library, and a client of one
 * command should not wait for one to load.
 */
sealed interface JsonLine {
    /** A piece of output. */
    record Out(String text) implements JsonLine {}

    /** A line for standard error. */
    record Err(String text) implements JsonLine {}

    /** The last line. */
    record Exit(int status) implements JsonLine {}

    /**
     * A request.
     *
     * @param secret so many octets follow it
     */
    static String request(List<String> args, String directory, int secret) {
        return "{\"args\":["
                + String.join(",", args.stream().map(JsonLine::quoted).toList())
                + "],\"cwd\":"
                + quoted(directory)
                + (secret == 0 ? "" : ",\"secret\":" + secret)
                + "}\n";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /**
     * Reads a line of an answer.
     *
     * @throws LaunchException if the shell speaks another protocol
     */
    static JsonLine answer(String line) throws LaunchException {
        try {
            if (line.startsWith("{\"out\":\"") && line.endsWith("\"}")) {
                return new Out(unquoted(line.substring(8, line.length() - 2)));
            }
            if (line.startsWith("{\"err\":\"") && line.endsWith("\"}")) {
                return new Err(unquoted(line.substring(8, line.length() - 2)));
            }
            if (line.startsWith("{\"exit\":") && line.endsWith("}")) {
                return new Exit(Integer.parseInt(line.substring(8, line.length() - 1)));
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException malformed) {
            // said below
        }
        throw LaunchException.failed("the running instance answers in another protocol: " + line);
    }

    private static String unquoted(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }
}
