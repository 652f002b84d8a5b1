package org.stockade.engine.internal.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.stockade.access.Decision.Refusal;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.engine.internal.replay.RecordedSession.Refused;
import org.stockade.engine.internal.replay.RecordedSession.Users;
import org.stockade.session.Outcome;

/** A recorded session as one line: fields between tabs, the version first, targets last. */
final class RecordLine {
    /** Longest line that is written, in octets, or read, in characters. */
    static final int LONGEST = 8192;

    private static final String VERSION = "2";

    /** Before it kept users. */
    private static final String FIRST = "1";

    /** Fields before users and targets. */
    private static final int FIELDS = 14;

    private RecordLine() {}

    /** Without a line end. Targets that would make it too long are left out. */
    static RecordText of(RecordedSession session) {
        RecordText line =
                new RecordText(VERSION)
                        .field(session.start().toEpochMilli())
                        .field(session.end().toEpochMilli())
                        .field(session.listener())
                        .field(how(session))
                        .field(session.client())
                        .field(session.aim())
                        .field(session.zone());
        if (session.rule().isPresent()) {
            line.field(session.rule().getAsInt());
        } else {
            line.field("-");
        }
        line.field(session.service())
                .field(session.refused().name())
                .field(session.how().name())
                .field(session.outcome().name())
                .field(String.join(" ", session.detected()));
        UserFields.add(session.users().orElse(Users.NOBODY), line);
        for (RecordedTarget target : session.targets()) {
            int before = line.length();
            line.field(target.named())
                    .field(target.asked())
                    .field(target.real())
                    .field(target.refused() ? "r" : "-");
            if (line.length() > LONGEST) {
                line.cut(before);
            }
        }
        return line;
    }

    /** What came by UDP was never transparent. */
    private static String how(RecordedSession session) {
        if (session.protocol() == TransportProtocol.UDP) {
            return "u";
        }
        return session.transparent() ? "t" : "-";
    }

    /** The session of a line; empty if it is torn, damaged, or of another version. */
    static Optional<RecordedSession> read(String line) {
        String[] fields = line.split("\t", -1);
        boolean first = fields[0].equals(FIRST);
        if (fields.length < FIELDS || !first && !fields[0].equals(VERSION)) {
            return Optional.empty();
        }
        try {
            FieldReader rest = new FieldReader(fields, FIELDS);
            Optional<Users> users = first ? Optional.empty() : Optional.of(UserFields.read(rest));
            List<RecordedTarget> targets = new ArrayList<>();
            while (rest.hasMore()) {
                targets.add(
                        new RecordedTarget(
                                rest.next(),
                                SockAddr.parse(rest.next()),
                                SockAddr.parse(rest.next()),
                                rest.next().equals("r")));
            }
            return Optional.of(session(fields, users, targets));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static RecordedSession session(
            String[] fields, Optional<Users> users, List<RecordedTarget> targets) {
        return new RecordedSession(
                Instant.ofEpochMilli(Long.parseLong(fields[1])),
                Instant.ofEpochMilli(Long.parseLong(fields[2])),
                fields[3],
                fields[4].equals("t"),
                fields[4].equals("u") ? TransportProtocol.UDP : TransportProtocol.TCP,
                SockAddr.parse(fields[5]),
                SockAddr.parse(fields[6]),
                fields[7],
                fields[8].equals("-")
                        ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(fields[8])),
                fields[9],
                Refused.valueOf(fields[10]),
                Refusal.valueOf(fields[11]),
                Outcome.valueOf(fields[12]),
                fields[13].isEmpty() ? List.of() : List.of(fields[13].split(" ")),
                users,
                targets);
    }
}
