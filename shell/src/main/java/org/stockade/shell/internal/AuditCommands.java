package org.stockade.shell.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Commands about the audit log. */
final class AuditCommands {
    private static final List<String> COLUMNS =
            List.of("time", "actor", "act", "subject", "result");
    private static final int SHOWN = 20;
    private static final String USAGE = "audit verify [HASH] | show [N]";

    private final Audit audit;

    AuditCommands(Audit audit) {
        this.audit = audit;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        USAGE,
                        "whether the record of administrative acts is whole; its last records",
                        1,
                        2,
                        this::run));
    }

    private Answer run(Command.Call call) throws CommandException {
        String operand = call.count() > 1 ? call.operand(1) : "";
        try {
            switch (call.operand(0)) {
                case "verify" -> {
                    return verify(operand.toLowerCase(Locale.ROOT));
                }
                case "show" -> {
                    return show(operand.isEmpty() ? Integer.toString(SHOWN) : operand);
                }
                default -> throw CommandException.usage("usage: " + USAGE);
            }
        } catch (IOException failure) {
            throw CommandException.failed(
                    "the audit log cannot be read: " + CommandLine.message(failure));
        }
    }

    private Answer verify(String anchor) throws CommandException, IOException {
        if (!anchor.matches("([0-9a-f]{64})?")) {
            throw CommandException.usage(
                    "a hash has 64 hexadecimal digits; audit verify shows one");
        }
        Audit.State state = audit.state();
        AuditChain.Finding found;
        try (InputStream in = read(state)) {
            found = AuditChain.verify(in, Optional.of(anchor).filter(it -> !it.isEmpty()));
        }
        String wrong = wrong(state, found, anchor);
        Row value =
                Row.of("ok", wrong.isEmpty())
                        .and("records", found.records())
                        .and("head", found.head())
                        .and("problem", wrong);
        String line =
                wrong.isEmpty()
                        ? found.records() + " records, chain whole, head " + found.head()
                        : wrong;
        return new Answer(wrong.isEmpty() ? 0 : 1, value, List.of("audit log: " + line));
    }

    private static String wrong(Audit.State state, AuditChain.Finding found, String anchor) {
        if (!found.broken().isEmpty()) {
            return "line " + (found.records() + 1) + ": " + found.broken();
        }
        if (!found.head().equals(state.head())) {
            return "line "
                    + Math.max(found.records(), 1)
                    + ": the log ends with "
                    + found.head()
                    + ", but the last record written here was "
                    + state.head();
        }
        if (!anchor.isEmpty() && !anchor.equals(AuditChain.START) && found.anchored() == 0) {
            return "none of its "
                    + found.records()
                    + " records is "
                    + anchor
                    + ": it was cut behind a record before that one, or written anew";
        }
        return "";
    }

    private Answer show(String wanted) throws CommandException, IOException {
        if (!wanted.matches("[1-9][0-9]{0,3}")) {
            throw CommandException.usage("\"" + TextTable.printable(wanted) + "\": use 1 to 9999");
        }
        try (InputStream in = read(audit.state())) {
            return Answer.table(
                    AuditChain.last(in, Integer.parseInt(wanted)), COLUMNS, "no records");
        }
    }

    /** What was there when the state was asked for; a record under way is not torn. */
    private static InputStream read(Audit.State state) throws IOException {
        return new Bounded(Files.newInputStream(state.path()), state.size());
    }

    /** At most so many bytes. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long atMost) {
            super(in);
            left = atMost;
        }

        @Override
        public int read() throws IOException {
            int octet = left > 0 ? super.read() : -1;
            left -= octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = super.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }
    }
}
