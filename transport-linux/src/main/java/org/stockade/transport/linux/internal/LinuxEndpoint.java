package org.stockade.transport.linux.internal;

import org.stockade.transport.BufferedEndpoint;

/** The endpoint of one TCP connection of a loop. */
final class LinuxEndpoint extends BufferedEndpoint {
    private final Loop loop;

    LinuxEndpoint(LinuxWire wire) {
        super(wire, wire.loop().pool);
        this.loop = wire.loop();
    }

    /** Where its bytes move. */
    Loop loop() {
        return loop;
    }
}
