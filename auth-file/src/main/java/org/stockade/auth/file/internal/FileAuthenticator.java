package org.stockade.auth.file.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.stockade.auth.Answer;
import org.stockade.auth.Authenticator;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;

/** Judges passwords by the hashes of a file. */
final class FileAuthenticator implements Authenticator {
    /** Hashes under way at once: each of Argon2id takes its whole memory, 64 MiB and more. */
    private static final int AT_ONCE = 2;

    private final UsersFile file;
    private final boolean fakeUser;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    FileAuthenticator(UsersFile file, boolean fakeUser) {
        this.file = file;
        this.fakeUser = fakeUser;
    }

    @Override
    public Answer judge(Credentials offered, Duration limit) throws IOException {
        Users users = file.current();
        Optional<Users.User> known = users.find(offered.user());
        Optional<PasswordHash> hash =
                known.map(Users.User::hash).or(() -> fakeUser ? users.fake() : Optional.empty());
        // An unknown user is refused whatever the hash says that stands in for his.
        return hash.isPresent() && matches(hash.get(), offered, limit) && known.isPresent()
                ? new Answer.Accepted(new Identity(offered.user(), known.get().groups()))
                : new Answer.Rejected();
    }

    @Override
    public Map<String, String> lacking() {
        return file.unreadable()
                .map(
                        why ->
                                Map.of(
                                        "users",
                                        why
                                                + ", so nobody is accepted; put a file there that"
                                                + " this user may read, or name another"))
                .orElse(Map.of());
    }

    private boolean matches(PasswordHash hash, Credentials offered, Duration limit)
            throws IOException {
        try {
            if (!places.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("too many passwords are being checked");
            }
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("nobody waits for the answer any more");
        }
        byte[] password = offered.utf8();
        try {
            return hash.matches(password);
        } finally {
            Arrays.fill(password, (byte) 0);
            places.release();
        }
    }
}
