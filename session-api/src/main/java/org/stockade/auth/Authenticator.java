package org.stockade.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.stockade.auth.Credentials.Method;

/**
 * Says whether credentials are somebody's, and whose: core.md section 15.2.
 *
 * <p>Asked by up to eight threads at once, all of them platform threads of the engine: it may
 * block, and no event loop waits for it. Lockout, cache and records are the engine's affair. An
 * unknown user must take as long as a known one with a wrong password, and get the same answer.
 */
@ConsumerType
@FunctionalInterface
public interface Authenticator extends AutoCloseable {
    /** The kinds of proof it can judge. */
    default Set<Method> methods() {
        return Set.of(Method.PASSWORD);
    }

    /**
     * Judges one offer.
     *
     * @param offered the engine's, who wipes it when this returns: keep nothing of it
     * @param limit after it nobody waits for the answer, and the thread is interrupted
     * @throws IOException if it cannot tell, because a file or a directory does not answer: the
     *     client is refused, and it counts as no failure of the client's; the message is for the
     *     log
     */
    Answer judge(Credentials offered, Duration limit) throws IOException;

    /**
     * What it lacks at this moment so that it could judge nobody, a file that is not there for
     * instance; a policy with it is warned of that and may be loaded all the same. Asked whenever a
     * policy is checked, perhaps of one that never judges: looks at files, connects to nothing.
     *
     * @return by the key of its settings, as in {@link org.stockade.proxy.Settings#error}: what is
     *     wrong, what follows, what mends it
     */
    default Map<String, String> lacking() {
        return Map.of();
    }

    /** No policy has it any more, and nobody asks it: gives back connections and the like. */
    @Override
    default void close() {}
}
