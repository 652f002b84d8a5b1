package org.stockade.engine.internal.record;

import java.util.Arrays;

/** A transport protocol, by the number listeners have for it. */
public enum Protocol {
    TCP(1, 6),
    UDP(2, 17);

    private final int number;
    private final int ip;

    Protocol(int number, int ip) {
        this.number = number;
        this.ip = ip;
    }

    /** Its IP protocol number, as rules name it. */
    public int ip() {
        return ip;
    }

    /** {@code TCP}, {@code UDP}, or {@code Unknown(3)}. */
    public static String nameOf(int number) {
        return Arrays.stream(values())
                .filter(each -> each.number == number)
                .map(Enum::name)
                .findFirst()
                .orElse("Unknown(" + number + ")");
    }
}
