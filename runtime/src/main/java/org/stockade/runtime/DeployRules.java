package org.stockade.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What the inside of the framework has to say of a bundle, and is told of what was done to it. */
interface DeployRules {
    /** Lets everything in and keeps no record. */
    DeployRules NONE =
            new DeployRules() {
                @Override
                public Optional<String> refusal(Path jar) {
                    return Optional.empty();
                }

                @Override
                public void begin() {}

                @Override
                public void end(String act, String subject, String result) {}
            };

    /** Why the policy does not let a jar in; empty if it does. */
    Optional<String> refusal(Path jar);

    /** This thread begins an act. */
    void begin();

    /** This thread has ended it. */
    void end(String act, String subject, String result);

    /** The rules and the record of a running framework. */
    static DeployRules of(Control control) {
        return new DeployRules() {
            @Override
            public Optional<String> refusal(Path jar) {
                return Optional.of(ask(() -> control.ask("refusal " + jar)))
                        .filter(why -> !why.isEmpty());
            }

            @Override
            public void begin() {
                String unused = ask(() -> control.ask("begin"));
            }

            @Override
            public void end(String act, String subject, String result) {
                String unused = ask(() -> control.record("deploy-folder", act, result, subject));
            }
        };
    }

    /** An answer, or, so that nothing unchecked comes in, why there is none. */
    private static String ask(Callable<String> question) {
        try {
            return question.call();
        } catch (Exception failure) { // Callable declares no less
            return "the shell does not answer: " + LaunchException.line(failure);
        }
    }
}
