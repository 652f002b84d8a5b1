package org.stockade.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One request of the control socket: {@code {"args":["zone","10.0.0.1"],"cwd":"/root"}}.
 *
 * @param secret so many octets follow its line: a password; 0: none. They are no part of the JSON,
 *     so that no parser keeps them
 * @param directory the client's working directory, where its relative paths begin
 */
record ControlRequest(List<String> args, Path directory, int secret) {
    /**
     * Reads a line.
     *
     * @throws IOException if it is anything else; the message says what
     */
    static ControlRequest parse(JsonFactory factory, byte[] line) throws IOException {
        List<String> args = new ArrayList<>();
        String directory = "/";
        int secret = 0;
        try (JsonParser json = factory.createParser(line)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("args")) {
                    expect(value == JsonToken.START_ARRAY);
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        args.add(json.getText());
                    }
                    expect(json.currentToken() == JsonToken.END_ARRAY);
                } else if (name.equals("cwd")) {
                    expect(value == JsonToken.VALUE_STRING);
                    directory = json.getText();
                } else if (name.equals("secret")) {
                    expect(value == JsonToken.VALUE_NUMBER_INT);
                    secret = json.getIntValue();
                    expect(0 <= secret && secret <= Secret.LONGEST);
                } else {
                    json.skipChildren();
                }
            }
            expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
        }
        return new ControlRequest(List.copyOf(args), Path.of(directory).toAbsolutePath(), secret);
    }

    private static void expect(boolean right) throws IOException {
        if (!right) {
            throw new IOException("the request is not {\"args\": [TEXT...], \"cwd\": TEXT}");
        }
    }
}
