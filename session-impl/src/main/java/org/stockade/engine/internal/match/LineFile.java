package org.stockade.engine.internal.match;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stockade.match.FileForm;

/** Reads a file of lines in UTF-8 for a {@link FileForm}: strictly, and within limits. */
final class LineFile {
    /** Of a file, in octets. */
    static final long LARGEST = 64L << 20;

    /** Of a line, in octets, without its end. */
    static final int LONGEST_LINE = 4096;

    private static final String MARK = "\uFEFF";

    private final String name;
    private final byte[] line = new byte[LONGEST_LINE + 1];
    private int length;
    private int number = 1;
    private boolean ascii = true;

    private LineFile(String name) {
        this.name = name;
    }

    /**
     * Reads all of it.
     *
     * @param name what messages call it
     * @throws IOException if it cannot be read or is wrong; the message has line, bound and mend
     */
    static <T> T read(Path file, String name, FileForm<T> form) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("file " + file + " is not there; make it, or mend its name");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no ordinary file; name one that is");
        }
        if (Files.size(file) > LARGEST) {
            throw tooLarge(file, Files.size(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new LineFile(name).read(file, in, form.begin(name));
        } catch (AccessDeniedException closed) {
            throw new IOException("file " + file + " may not be read by this user", closed);
        }
    }

    private static IOException tooLarge(Path file, long size) {
        return new IOException(
                "file "
                        + file
                        + " has "
                        + size
                        + " octets; up to "
                        + LARGEST
                        + " are read, split it");
    }

    private <T> T read(Path file, InputStream in, FileForm.Reading<T> reading) throws IOException {
        byte[] piece = new byte[64 << 10];
        long all = 0;
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            all += count;
            if (all > LARGEST) {
                throw tooLarge(file, all);
            }
            for (int i = 0; i < count; i++) {
                octet(piece[i], reading);
            }
        }
        if (length > 0) {
            line(reading);
        }
        try {
            return reading.end();
        } catch (IllegalArgumentException wrong) {
            throw new IOException(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private void octet(byte octet, FileForm.Reading<?> reading) throws IOException {
        if (octet == '\n') {
            line(reading);
            return;
        }
        if (length == line.length) {
            throw tooLong();
        }
        line[length++] = octet;
        ascii &= octet >= 0;
    }

    private void line(FileForm.Reading<?> reading) throws IOException {
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (length > LONGEST_LINE) {
            throw tooLong();
        }
        String text = text();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\t') {
                throw wrong(
                        "has the character U+%04X; is it a text?".formatted((int) text.charAt(i)));
            }
        }
        try {
            reading.line(number, number == 1 && text.startsWith(MARK) ? text.substring(1) : text);
        } catch (IllegalArgumentException refused) {
            throw new IOException(name + ":" + number + ": " + refused.getMessage(), refused);
        }
        number++;
        length = 0;
        ascii = true;
    }

    private String text() throws IOException {
        if (ascii) {
            return new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException other) {
            throw wrong("is not UTF-8; is it a text, and in that encoding?");
        }
    }

    private IOException tooLong() {
        return wrong("is over " + LONGEST_LINE + " octets long; is it a text, a name a line?");
    }

    private IOException wrong(String what) {
        return new IOException(name + ":" + number + ": this line " + what);
    }
}
