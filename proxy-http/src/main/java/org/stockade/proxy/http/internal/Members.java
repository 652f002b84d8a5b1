package org.stockade.proxy.http.internal;

/**
 * Goes through the members of all comma-separated lists of one name, in their order, blanks around
 * them removed (RFC 9110 section 5.6.1). An empty member is one, too.
 */
final class Members {
    private final Fields fields;
    private FieldName name = FieldName.OTHER;
    private int line;
    private int next;
    private int end;
    private int from;
    private int to;
    private boolean within;

    Members(Fields fields) {
        this.fields = fields;
    }

    /** Begins before the first member of this name. */
    Members begin(FieldName wanted) {
        name = wanted;
        line = -1;
        within = false;
        return this;
    }

    /** Goes to the next member; {@code false} behind the last one. */
    boolean next() {
        if (!within) {
            line = fields.indexOf(name, line + 1);
            if (line < 0) {
                return false;
            }
            next = fields.valueFrom(line);
            end = fields.valueTo(line);
            within = true;
        }
        byte[] octets = fields.octets();
        int comma = Octets.indexOf(octets, next, end, ',');
        from = next;
        to = comma < 0 ? end : comma;
        next = to + 1;
        within = comma >= 0;
        while (from < to && Octets.isBlank(octets[from])) {
            from++;
        }
        while (to > from && Octets.isBlank(octets[to - 1])) {
            to--;
        }
        return true;
    }

    /** The field name that the member spells, or {@link FieldName#OTHER}. */
    FieldName asName() {
        return FieldName.of(fields.octets(), from, to);
    }

    boolean is(byte[] lowerCase) {
        return Octets.spell(fields.octets(), from, to, lowerCase);
    }

    /**
     * The member as a number.
     *
     * @return -1 unless it is 1 to {@code mostDigits} decimal digits, at most 19, and at most
     *     2^63-1
     */
    long number(int mostDigits) {
        if (from == to || to - from > mostDigits) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int octet = fields.octets()[i];
            if (!Octets.isDigit(octet)) {
                return -1;
            }
            // Of 19 digits only the last can go above: the sum is negative then.
            number = number * 10 + octet - '0';
        }
        return number < 0 ? -1 : number;
    }

    String text() {
        return Octets.text(fields.octets(), from, to);
    }
}
