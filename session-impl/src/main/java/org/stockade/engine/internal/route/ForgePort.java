package org.stockade.engine.internal.route;

import org.stockade.endpoint.PortRange;

/** Which local port a server connection asks for: core.md section 9. */
public sealed interface ForgePort {
    /** The system chooses. */
    record Any() implements ForgePort {}

    /** The client's own, or if it is taken another of its group. */
    record Group() implements ForgePort {}

    /** The client's own and no other. */
    record Exact() implements ForgePort {}

    /** A random one of the group of the client's own. */
    record Random() implements ForgePort {}

    /** This one. */
    record Fixed(int port) implements ForgePort {}

    /**
     * Reads {@code any}, {@code group}, {@code exact}, {@code random} or a port.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static ForgePort parse(String text) {
        return switch (text) {
            case "any" -> new Any();
            case "group" -> new Group();
            case "exact" -> new Exact();
            case "random" -> new Random();
            default -> fixed(text);
        };
    }

    private static Fixed fixed(String text) {
        try {
            PortRange port = PortRange.parse(text);
            if (port.isSingle() && port.low() > 0) {
                return new Fixed(port.low());
            }
        } catch (IllegalArgumentException noPort) {
            // What follows says all that can be written here, not only what is wrong with a port.
        }
        throw new IllegalArgumentException(
                "\""
                        + text
                        + "\" is no port to ask for; use any, group, exact, random, or 1 to 65535");
    }
}
