package org.stockade.endpoint;

import java.util.Arrays;
import java.util.Locale;

/** A transport protocol, by the number listeners have for it (core.md section 5.1). */
public enum TransportProtocol {
    TCP(1, 6),
    UDP(2, 17);

    private final int number;
    private final int ip;

    TransportProtocol(int number, int ip) {
        this.number = number;
        this.ip = ip;
    }

    /** The number that the attribute {@code protocol} of a session has. */
    public int number() {
        return number;
    }

    /** Its IP protocol number, as rules name it. */
    public int ip() {
        return ip;
    }

    /** As a policy writes it: {@code tcp}, {@code udp}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An address as a policy binds it: {@code 192.0.2.1:80}, {@code udp:192.0.2.1:53}. */
    public String written(SockAddr address) {
        return this == TCP ? address.toString() : word() + ":" + address;
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
