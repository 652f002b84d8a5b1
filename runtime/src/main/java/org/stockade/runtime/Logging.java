package org.stockade.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends every log record, and what anybody prints, to standard error. */
final class Logging implements AutoCloseable {
    private static final String REFUSED = "core.policy-refused ";

    private final LineHandler handler;

    /** Held here, because the JDK forgets a logger, and its level, that nobody holds. */
    private final Logger deploy = Logger.getLogger("org.stockade.deploy");

    private Logging(LineHandler handler) {
        this.handler = handler;
    }

    /**
     * Takes over the log of this process, before the first logger is made.
     *
     * @param level from here on records are written, unless the property {@code stockade.log} says
     *     otherwise: {@code error}, {@code warning}, {@code info}, {@code debug}
     */
    static Logging start(Level level) {
        System.setProperty("java.util.logging.manager", NonResettingLogManager.class.getName());
        LineHandler handler = LineHandler.start(new FileOutputStream(FileDescriptor.err));
        Logger root = Logger.getLogger("");
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        root.addHandler(handler);
        root.setLevel(wanted(level));
        System.setOut(stray("stdout"));
        System.setErr(stray("stderr"));
        return new Logging(handler);
    }

    /**
     * Until {@link #serving()} leaves out the events of a policy that was refused: the command says
     * the same on its way out, and an operator should read each problem once.
     */
    void starting() {
        handler.setFilter(record -> !record.getMessage().startsWith(REFUSED));
    }

    /** From here on the log is the one place where problems are told. */
    void serving() {
        handler.setFilter(null);
    }

    /** What the deploy folder refused, or could not install, is told whatever else is not. */
    void checking() {
        deploy.setLevel(Level.WARNING);
    }

    private static PrintStream stray(String name) {
        return new PrintStream(new StrayOutput(name), true, StandardCharsets.UTF_8);
    }

    private static Level wanted(Level otherwise) {
        return switch (System.getProperty("stockade.log", "").toLowerCase(Locale.ROOT)) {
            case "error" -> Level.SEVERE;
            case "warning" -> Level.WARNING;
            case "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            default -> otherwise;
        };
    }

    /** Writes what is still queued. */
    @Override
    public void close() {
        handler.close();
    }
}
