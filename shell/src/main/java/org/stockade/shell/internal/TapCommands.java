package org.stockade.shell.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;

/** Commands that put a tap into a live session and take it out. */
final class TapCommands {
    private static final String STACK = "stack ID tap [--bytes N] [--seconds N]";
    private static final String UNSTACK = "unstack ID tap";

    private final CurrentFirewall current;

    TapCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        STACK,
                        "writes what a session or one node of it reads and writes to a pcapng file",
                        2,
                        6,
                        this::stack),
                new Command(UNSTACK, "takes the tap out again", 2, 2, this::unstack));
    }

    private Answer stack(Command.Call call) throws CommandException {
        checkTap(call, STACK);
        long bytes = TapOrder.USUAL_BYTES;
        long seconds = TapOrder.USUAL_TIME.toSeconds();
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count()) {
                throw CommandException.usage("usage: " + STACK);
            }
            switch (call.operand(i)) {
                case "--bytes" -> bytes = number(call, i);
                case "--seconds" -> seconds = number(call, i);
                default -> throw CommandException.usage("usage: " + STACK);
            }
        }
        try {
            TapState state = current.get().tap(order(call, bytes, seconds));
            return Answer.said(
                    TextTable.printable(
                            String.format(
                                    Locale.ROOT,
                                    "tapping %s for %.0f s or %d bytes: %s",
                                    state.node(),
                                    state.secondsLeft(),
                                    state.limit(),
                                    state.file())),
                    row(state));
        } catch (IOException refused) {
            throw CommandException.failed(CommandLine.message(refused));
        }
    }

    private static TapOrder order(Command.Call call, long bytes, long seconds)
            throws CommandException {
        try {
            return new TapOrder(
                    SessionCommands.nodeId(call.operand(0)),
                    call.actor(),
                    bytes,
                    Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException outOfRange) {
            throw CommandException.usage(CommandLine.message(outOfRange));
        }
    }

    private static long number(Command.Call call, int option) throws CommandException {
        String given = call.operand(option + 1);
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException none) {
            throw CommandException.usage(
                    call.operand(option)
                            + ": \""
                            + TextTable.printable(given)
                            + "\" is no number; usage: "
                            + STACK);
        }
    }

    private Answer unstack(Command.Call call) throws CommandException {
        checkTap(call, UNSTACK);
        try {
            TapState state = current.get().untap(SessionCommands.nodeId(call.operand(0)));
            return Answer.said(
                    TextTable.printable(
                            String.format(
                                    Locale.ROOT,
                                    "the tap of %s is out: %s, %d bytes%s",
                                    state.node(),
                                    state.file(),
                                    state.written(),
                                    dropped(state))),
                    row(state));
        } catch (IOException refused) {
            throw CommandException.failed(CommandLine.message(refused));
        }
    }

    private static void checkTap(Command.Call call, String usage) throws CommandException {
        if (!call.operand(1).equals("tap")) {
            throw CommandException.usage(
                    "\""
                            + TextTable.printable(call.operand(1))
                            + "\" cannot be stacked on a live session, only tap; usage: "
                            + usage);
        }
    }

    // As session shows it

    static String line(TapState state) {
        return String.format(
                Locale.ROOT,
                "tap %s  %d of %d bytes  %.0f s left%s",
                state.file(),
                state.written(),
                state.limit(),
                state.secondsLeft(),
                dropped(state));
    }

    private static String dropped(TapState state) {
        return state.dropped() == 0 ? "" : "  " + state.dropped() + " bytes dropped";
    }

    static Row row(TapState state) {
        return Row.of("node", state.node())
                .and("file", state.file())
                .and("written", state.written())
                .and("limit", state.limit())
                .and("seconds_left", Math.round(state.secondsLeft() * 10) / 10.0)
                .and("dropped", state.dropped())
                .and("ended", state.ended());
    }
}
