package org.stockade.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.stockade.auth.Answer;
import org.stockade.auth.Authenticator;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.auth.Credentials;
import org.stockade.auth.Credentials.Method;
import org.stockade.auth.Identity;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/**
 * The authenticator {@code table}, for tests alone: its users and their passwords stand in the
 * policy.
 */
public final class TableAuthenticatorFactory implements AuthenticatorFactory {
    /** One user; with a {@code token} the password is answered by a challenge. */
    record User(
            @Setting(value = "The password.", shorthand = true) String password,
            @Setting("Groups.") List<String> groups,
            @Setting("What the challenge is to be answered with.") Optional<String> token) {}

    /** All of them. */
    record Table(
            @Setting("Users by name.") Map<String, User> users,
            @Setting(value = "Whether it never answers.", def = "false") boolean silent) {}

    @Override
    public Authenticator configure(Settings with) throws SettingsException {
        return new TableAuthenticator(with.bind(Table.class));
    }

    private record TableAuthenticator(Table table) implements Authenticator {
        @Override
        public Set<Method> methods() {
            return Set.of(Method.PASSWORD, Method.RESPONSE);
        }

        @Override
        public Answer judge(Credentials offered, Duration limit) throws IOException {
            if (table.silent()) {
                return waitForEver();
            }
            User user = table.users().get(offered.user());
            if (user == null) {
                return new Answer.Rejected();
            }
            boolean answers = offered.answered().isPresent();
            String wanted = answers ? user.token().orElse("") : user.password();
            if (!wanted.equals(String.valueOf(offered.secret()))) {
                return new Answer.Rejected();
            }
            return !answers && user.token().isPresent()
                    ? new Answer.Challenge("token of " + offered.user(), offered.user())
                    : new Answer.Accepted(new Identity(offered.user(), user.groups()));
        }

        private static Answer waitForEver() throws IOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException nobodyWaits) {
                Thread.currentThread().interrupt();
            }
            throw new InterruptedIOException("nobody waits for the answer any more");
        }
    }
}
