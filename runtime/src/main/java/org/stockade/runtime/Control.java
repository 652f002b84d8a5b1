package org.stockade.runtime;

import java.util.function.Function;

/**
 * The one thread between outside and inside of the framework: a function of the shell bundle, with
 * types of the JDK alone because ours exist only inside.
 */
record Control(Function<String, String> inside) {
    /**
     * Asks for {@code await SECONDS}, {@code listeners}, {@code transport}, {@code drain SECONDS},
     * {@code check FILE}, {@code fallback}, {@code refusal FILE} or {@code begin}.
     *
     * @throws LaunchException if it failed; the message has a line a problem
     */
    String ask(String question) throws LaunchException {
        try {
            return inside.apply(question);
        } catch (IllegalStateException failure) {
            String message = failure.getMessage();
            throw LaunchException.found(message == null ? failure.toString() : message);
        }
    }

    /**
     * Ends what this thread has begun and puts it in the audit log.
     *
     * @throws LaunchException never for want of a log
     */
    String record(String actor, String act, String result, String subject) throws LaunchException {
        return ask("end " + String.join("\t", actor, act, result.replace('\t', ' '), subject));
    }
}
