package org.stockade.shell.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chain of an audit log: each line names the SHA-256 of the one before it, without its line
 * end, and the first names 64 zeros. So a line that was changed, taken out or put in shows in the
 * line after it, and whoever noted a hash can tell whether that line is still there.
 */
final class AuditChain {
    /** What the first line names. */
    static final String START = "0".repeat(64);

    /** Longest line that is read; those we write are below 8 KiB. */
    static final int LONGEST_LINE = 64 << 10;

    private static final List<String> KEYS =
            List.of("time", "actor", "act", "subject", "result", "previous");

    private AuditChain() {}

    /**
     * What was found.
     *
     * @param records lines that are whole
     * @param head hash of the last of them
     * @param broken what is wrong with the line after them; empty if there is none
     * @param anchored line that has the hash asked for; 0 if none has, or none was asked for
     */
    record Finding(long records, String head, String broken, long anchored) {}

    /** The hash of a line, in lower-case hexadecimal. */
    static String hash(byte[] line) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has it.
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads a log up to its first break.
     *
     * @param anchor a hash that somebody noted
     */
    static Finding verify(InputStream log, Optional<String> anchor) throws IOException {
        JsonFactory factory = new JsonFactory();
        InputStream in = new BufferedInputStream(log, 64 << 10);
        String head = START;
        long records = 0;
        long anchored = 0;
        while (true) {
            @Nullable Line line = Line.read(in);
            if (line == null) {
                return new Finding(records, head, "", anchored);
            }
            Optional<String> wrong = wrong(factory, line, head);
            if (wrong.isPresent()) {
                return new Finding(records, head, wrong.get(), anchored);
            }
            records++;
            head = hash(line.octets());
            if (anchor.filter(head::equals).isPresent()) {
                anchored = records;
            }
        }
    }

    private static Optional<String> wrong(JsonFactory factory, Line line, String head) {
        if (!line.ended()) {
            return Optional.of("it has no end: it is torn, or over " + LONGEST_LINE + " bytes");
        }
        try {
            Map<String, String> record = parse(factory, line.octets());
            String previous = record.getOrDefault("previous", "");
            return previous.equals(head)
                    ? Optional.empty()
                    : Optional.of(
                            "it follows "
                                    + TextTable.printable(previous)
                                    + ", but the line before it is "
                                    + head
                                    + ": something was changed, taken out or put in here");
        } catch (IOException malformed) {
            return Optional.of("it is no record of an audit log");
        }
    }

    /**
     * The values of a record by key.
     *
     * @throws IOException if it is anything else
     */
    static Map<String, String> parse(JsonFactory factory, byte[] line) throws IOException {
        Map<String, String> record = new LinkedHashMap<>();
        try (JsonParser json = factory.createParser(line)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                expect(json.nextToken() == JsonToken.VALUE_STRING);
                record.put(key, json.getText());
            }
            expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
        }
        expect(List.copyOf(record.keySet()).equals(KEYS));
        return record;
    }

    private static void expect(boolean right) throws IOException {
        if (!right) {
            throw new IOException("no record");
        }
    }

    /** The last records, oldest first; a line that is none stands as {@code result}. */
    static List<Row> last(InputStream log, int count) throws IOException {
        JsonFactory factory = new JsonFactory();
        InputStream in = new BufferedInputStream(log, 64 << 10);
        Deque<byte[]> kept = new ArrayDeque<>();
        for (Line line = Line.read(in); line != null; line = Line.read(in)) {
            kept.addLast(line.octets());
            if (kept.size() > count) {
                kept.removeFirst();
            }
        }
        List<Row> rows = new ArrayList<>();
        for (byte[] line : kept) {
            rows.add(row(factory, line));
        }
        return rows;
    }

    private static Row row(JsonFactory factory, byte[] line) {
        Row row = new Row();
        try {
            parse(factory, line).forEach(row::and);
        } catch (IOException malformed) {
            row.and("result", "no record of an audit log");
        }
        return row;
    }

    /** A line without its end; one that is too long comes in pieces that have none. */
    private record Line(byte[] octets, boolean ended) {
        static @Nullable Line read(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int octet = in.read();
            if (octet < 0) {
                return null;
            }
            while (octet >= 0 && octet != '\n' && line.size() < LONGEST_LINE) {
                line.write(octet);
                octet = in.read();
            }
            return new Line(line.toByteArray(), octet == '\n');
        }
    }
}
