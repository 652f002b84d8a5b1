package org.stockade.shell.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Firewall.Supposition;
import org.stockade.endpoint.TransportProtocol;

/** What {@code explain} is asked besides listener and source. */
record ExplainOptions(Optional<String> target, Supposition supposed) {
    private static final int OPERANDS = 2;

    /** Of all operands of the command. */
    static ExplainOptions of(List<String> operands) throws CommandException {
        Optional<String> target = Optional.empty();
        Optional<String> user = Optional.empty();
        Optional<Instant> at = Optional.empty();
        Optional<TransportProtocol> protocol = Optional.empty();
        for (int i = OPERANDS; i < operands.size(); i++) {
            String word = operands.get(i);
            boolean more = i + 1 < operands.size();
            if (word.equals("--user") && more) {
                user = Optional.of(operands.get(++i));
            } else if (word.equals("--at") && more) {
                at = Optional.of(time(operands.get(++i)));
            } else if (word.equals("--udp") || word.equals("--tcp")) {
                protocol =
                        Optional.of(
                                word.equals("--udp")
                                        ? TransportProtocol.UDP
                                        : TransportProtocol.TCP);
            } else if (target.isEmpty() && !word.startsWith("--")) {
                target = Optional.of(word);
            } else {
                throw CommandException.usage(
                        "usage: explain LISTENER SOURCE [TARGET] [--user U] [--at TIME]"
                                + " [--tcp | --udp]");
            }
        }
        return new ExplainOptions(target, new Supposition(user, at, protocol));
    }

    /** Where it says no time zone, in that of this machine; without a day, today. */
    private static Instant time(String text) throws CommandException {
        ZoneId here = ZoneId.systemDefault();
        try {
            if (text.length() == "08:30".length()) {
                return LocalDate.now(here).atTime(LocalTime.parse(text)).atZone(here).toInstant();
            }
            return hasZone(text)
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(here).toInstant();
        } catch (DateTimeParseException notOne) {
            throw CommandException.usage(
                    "\""
                            + TextTable.printable(text)
                            + "\" is not a time; use 08:30, 2026-01-05T08:30 or"
                            + " 2026-01-05T08:30+01:00");
        }
    }

    private static boolean hasZone(String text) {
        String time = text.substring(text.indexOf('T') + 1);
        return time.endsWith("Z") || time.indexOf('+') > 0 || time.indexOf('-') > 0;
    }
}
