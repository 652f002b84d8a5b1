package org.stockade.endpoint;

/**
 * Ports from {@code low} to {@code high}, both included, 0 to 65535.
 *
 * @throws IllegalArgumentException if {@code low} is above {@code high} or one is out of range
 */
public record PortRange(int low, int high) {
    public PortRange {
        if (low < 0 || high > 65535 || low > high) {
            throw new IllegalArgumentException(
                    "port range "
                            + low
                            + "-"
                            + high
                            + " is not a range; use 0 to 65535, low first");
        }
    }

    /** The range of one port. */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    /**
     * Reads {@code 80} or {@code 2000-2100}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? of(number(text, text))
                : new PortRange(
                        number(text.substring(0, dash), text),
                        number(text.substring(dash + 1), text));
    }

    private static int number(String part, String whole) {
        String digits = part.trim();
        if (digits.isEmpty() || digits.length() > 5 || !isNumber(digits)) {
            throw new IllegalArgumentException(
                    "\""
                            + whole
                            + "\" is not a port or range of ports; use 0 to 65535 or low-high");
        }
        return Integer.parseInt(digits);
    }

    private static boolean isNumber(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code port} lies in this range. */
    public boolean contains(int port) {
        return port >= low && port <= high;
    }

    /** Whether this is one port alone. */
    public boolean isSingle() {
        return low == high;
    }

    @Override
    public String toString() {
        return isSingle() ? Integer.toString(low) : low + "-" + high;
    }
}
