package org.stockade.engine.internal.match;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stockade.engine.internal.match.AddressBook.Entry;
import org.stockade.match.FileForm;
import org.stockade.match.HostAddresses;
import org.stockade.match.MatcherSources;
import org.stockade.policy.Nearest;
import org.stockade.proxy.Settings;

/**
 * The sources of one matcher.
 *
 * @param with takes the errors
 * @param folder where relative paths begin
 * @param system the resolver where none is named
 * @param resolvers by name; one that is defined and wrong has no value
 * @param named is told of each resolver that is asked for
 * @param held takes what is to be given back
 */
public record KeptSources(
        Settings with,
        Optional<Path> folder,
        NamedResolver system,
        Map<String, Optional<NamedResolver>> resolvers,
        Consumer<String> named,
        Held held)
        implements MatcherSources {
    /** Of all matchers of a policy. */
    static final int MOST_HOSTS = 1000;

    @Override
    public <T> Optional<Supplier<T>> file(String key, String name, FileForm<T> form) {
        try {
            return Optional.of(held.file(path(name), form));
        } catch (IOException | IllegalArgumentException wrong) {
            with.error(key, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private Path path(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an empty path; name a file");
        }
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no path: " + wrong.getReason(), wrong);
        }
        if (!path.isAbsolute() && folder.isEmpty()) {
            throw new IllegalArgumentException(
                    "\""
                            + name
                            + "\" is relative, and this policy has no folder; use an absolute path");
        }
        return folder.map(at -> at.resolve(path)).orElse(path).normalize();
    }

    @Override
    public Optional<HostAddresses> addresses(
            String key, List<String> hosts, Optional<String> resolver, Duration stale) {
        Optional<NamedResolver> by = resolver(resolver);
        List<Entry> entries = new ArrayList<>();
        for (String written : hosts) {
            try {
                String host = HostEntry.hostName(written);
                if (held.hosts() >= MOST_HOSTS) {
                    throw new IllegalArgumentException(
                            "over "
                                    + MOST_HOSTS
                                    + " hosts in matchers; each is resolved once a minute: use"
                                    + " fewer");
                }
                by.ifPresent(it -> entries.add(held.host(it.identity(), it.by(), host)));
            } catch (IllegalArgumentException wrong) {
                with.error(key, String.valueOf(wrong.getMessage()));
            }
        }
        return entries.size() == hosts.size()
                ? Optional.of(new BookedAddresses(entries, stale, held.freshness().clock()))
                : Optional.empty();
    }

    private Optional<NamedResolver> resolver(Optional<String> name) {
        if (name.isEmpty()) {
            return Optional.of(system);
        }
        named.accept(name.get());
        Optional<NamedResolver> known = resolvers.get(name.get());
        if (known == null) {
            with.error(
                    "resolver",
                    "unknown resolver \""
                            + name.get()
                            + "\"; "
                            + Nearest.mend(
                                    name.get(),
                                    new TreeSet<>(resolvers.keySet()),
                                    "define it under \"resolvers\""));
            return Optional.empty();
        }
        return known;
    }
}
