package org.stockade.proxy.http.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The field lines of one message, in their order (RFC 9110 section 5). Names compare without case.
 */
final class Fields {
    private final List<String> names = new ArrayList<>(16);
    private final List<String> values = new ArrayList<>(16);

    Fields add(String name, String value) {
        names.add(name);
        values.add(value);
        return this;
    }

    int size() {
        return names.size();
    }

    String name(int index) {
        return names.get(index);
    }

    String value(int index) {
        return values.get(index);
    }

    boolean has(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** How many lines bear this name. */
    int count(String name) {
        int count = 0;
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            count++;
        }
        return count;
    }

    /** The value of the first line of this name. */
    Optional<String> first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(values.get(index));
    }

    /** The members of all comma-separated lists of this name, in their order, blanks removed. */
    List<String> members(String name) {
        List<String> members = new ArrayList<>(4);
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            for (String member : values.get(i).split(",", -1)) {
                members.add(member.trim());
            }
        }
        return members;
    }

    /** Whether a list of this name has this member, compared without case. */
    boolean hasMember(String name, String member) {
        return has(name) && members(name).stream().anyMatch(member::equalsIgnoreCase);
    }

    private int indexOf(String name, int from) {
        for (int i = from; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The lines as they go on the wire, each with its CRLF. */
    @Override
    public String toString() {
        return writeTo(new StringBuilder(256)).toString();
    }

    StringBuilder writeTo(StringBuilder out) {
        for (int i = 0; i < names.size(); i++) {
            out.append(names.get(i)).append(": ").append(values.get(i)).append("\r\n");
        }
        return out;
    }
}
