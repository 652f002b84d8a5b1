package org.stockade.proxy.http.internal;

/**
 * Reads the authorities of one client connection. Most clients name the same one again and again:
 * the last is remembered with its spelling, and taken apart once.
 */
final class Authorities {
    private final int longest;
    private String spelling = "";
    private Authority last = Target.NOWHERE;

    /**
     * @param longest host accepted, in octets
     */
    Authorities(int longest) {
        this.longest = longest;
    }

    /** As {@link Authority#parse}, of octets. */
    Authority parse(byte[] octets, int from, int to) throws MalformedMessageException {
        return from < to && Octets.are(octets, from, to, spelling)
                ? last
                : remember(Octets.text(octets, from, to));
    }

    /** As {@link Authority#parse}, of a part of a text. */
    Authority parse(String text, int from, int to) throws MalformedMessageException {
        boolean same =
                from < to && to - from == spelling.length() && text.startsWith(spelling, from);
        return same ? last : remember(text.substring(from, to));
    }

    private Authority remember(String text) throws MalformedMessageException {
        last = Authority.parse(text, longest);
        spelling = text;
        return last;
    }
}
