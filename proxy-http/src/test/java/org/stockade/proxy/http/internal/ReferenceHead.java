package org.stockade.proxy.http.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for a request head once more, octet by octet and slowly, to hold {@link HeadParser}
 * against.
 */
final class ReferenceHead {
    private static final Pattern FIELD =
            Pattern.compile("([-!#$%&'*+.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*", Pattern.DOTALL);

    private ReferenceHead() {}

    /** First line, fields and length; {@code incomplete}; or {@code refused} with the status. */
    static String read(String wire, HeadLimits limits) {
        List<String> lines = new ArrayList<>();
        StringBuilder fields = new StringBuilder();
        StringBuilder line = new StringBuilder();
        int emptyLines = 0;
        for (int i = 0; i < wire.length(); i++) {
            char c = wire.charAt(i);
            boolean first = lines.isEmpty();
            if (c == '\r') {
                if (i + 1 == wire.length()) {
                    return "incomplete";
                }
                if (wire.charAt(i + 1) != '\n') {
                    return "refused 400";
                }
                i++;
                if (first && line.isEmpty()) {
                    if (++emptyLines > 2) {
                        return "refused 400";
                    }
                } else if (line.isEmpty()) {
                    return i + 1 > limits.octets()
                            ? "refused 431"
                            : lines.getFirst() + "\n" + fields + (i + 1);
                } else if (first) {
                    lines.add(line.toString());
                } else if (lines.size() > limits.lines()) {
                    return "refused 431";
                } else {
                    Matcher field = FIELD.matcher(line);
                    if (!field.matches()) {
                        return "refused 400";
                    }
                    lines.add(line.toString());
                    fields.append(field.group(1)).append(": ").append(field.group(2));
                    fields.append("\r\n");
                }
                line.setLength(0);
            } else if (c < 0x20 && !(c == '\t' && !first) || c == 0x7f) {
                return "refused 400";
            } else if (line.length() == limits.line()) {
                return first ? "refused 414" : "refused 431";
            } else {
                line.append(c);
            }
        }
        return "incomplete";
    }
}
