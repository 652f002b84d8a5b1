package org.stockade.runtime;

import java.lang.System.Logger.Level;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Takes what Felix would print on standard output into the log, without its stack traces. */
final class FelixLog extends Logger {
    private final System.Logger log = System.getLogger("org.stockade.framework");

    @Override
    protected void doLog(
            @Nullable Bundle bundle,
            @Nullable ServiceReference service,
            int level,
            String message,
            @Nullable Throwable failure) {
        doLog(level, bundle == null ? message : bundle + ": " + message, failure);
    }

    @Override
    protected void doLog(int level, String message, @Nullable Throwable failure) {
        String why = failure == null ? "" : "; why='" + LaunchException.line(failure) + "'";
        log.log(levelOf(level), () -> "framework.message nosession: " + message + why);
        if (failure != null) {
            log.log(Level.DEBUG, "framework.stack nosession: of the message before", failure);
        }
    }

    private static Level levelOf(int felix) {
        return switch (felix) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARNING;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
