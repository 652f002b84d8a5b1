package org.stockade.match;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a matcher knows besides its settings, kept fresh by the engine as long as the policy is in
 * use. For the thread that configures.
 */
@ProviderType
public interface MatcherSources {
    /**
     * A file that is read now, and again a moment after it has changed; one that cannot be read
     * then, or is half written, leaves what was read before.
     *
     * @param key of the settings that names it, for errors
     * @param name absolute, or relative to the folder of the policy
     * @param form what its lines mean; equal forms share what was read, over policies too
     * @return gives the newest reading at once; empty: the error is reported
     */
    <T> Optional<Supplier<T>> file(String key, String name, FileForm<T> form);

    /**
     * The addresses of hosts, as they resolve at the moment: asked for again every minute, on
     * threads of the engine's.
     *
     * @param key of the settings that names them, for errors
     * @param resolver name of a resolver of the policy; empty: the system's
     * @param stale how long addresses count that are not confirmed any more
     * @return empty: the error is reported
     */
    Optional<HostAddresses> addresses(
            String key, List<String> hosts, Optional<String> resolver, Duration stale);
}
