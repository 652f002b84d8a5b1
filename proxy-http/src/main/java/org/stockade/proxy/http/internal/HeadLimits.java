package org.stockade.proxy.http.internal;

/**
 * How much one head may hold.
 *
 * @param line longest line, start line included, in octets without CRLF
 * @param lines most field lines
 * @param octets of the whole head
 */
record HeadLimits(int line, int lines, int octets) {
    static final HeadLimits DEFAULT = new HeadLimits(8192, 100, 65536);
}
