package org.stockade.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a line why a bundle could not be installed or started. */
final class Unresolved {
    private static final Pattern PACKAGE =
            Pattern.compile("\\(osgi\\.wiring\\.package=([A-Za-z0-9_.]+)\\)");
    private static final Pattern JAVA = Pattern.compile("osgi\\.ee=JavaSE\\)\\(version=(\\d+)\\)");
    private static final int LONGEST = 300;

    private Unresolved() {}

    /** A framework's message lists a chain of requirements; its last one is the cause. */
    static String line(Throwable failure) {
        String message = LaunchException.line(failure);
        Matcher needed = PACKAGE.matcher(message);
        String lacking = "";
        while (needed.find()) {
            lacking = needed.group(1);
        }
        if (!lacking.isEmpty()) {
            return "no bundle exports the package " + lacking;
        }
        Matcher java = JAVA.matcher(message);
        if (java.find()) {
            return "it needs a JDK "
                    + java.group(1)
                    + " or newer, this is "
                    + Runtime.version().feature();
        }
        Throwable cause = failure.getCause();
        String whole = cause == null ? message : message + ": " + LaunchException.line(cause);
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "…";
    }
}
