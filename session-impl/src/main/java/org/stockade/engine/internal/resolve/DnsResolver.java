package org.stockade.engine.internal.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.chain.HostResolver;

/** Asks DNS servers and keeps what they say, and that they said nothing. */
final class DnsResolver implements HostResolver {
    /** Where no server answers: short, for it may only just have been restarted. */
    private static final Duration UNANSWERED = Duration.ofSeconds(5);

    private final DnsLookup lookup;
    private final DnsLookup.Family family;
    private final Duration longest;
    private final TimedCache<String, Entry> cache;

    /** What is known of a host: its addresses, or why nobody could tell. */
    private record Entry(List<InetAddress> addresses, Optional<String> unanswered) {}

    /**
     * One that knows nothing yet.
     *
     * @param longest nothing is kept longer, whatever its server says
     * @param most names kept
     */
    DnsResolver(DnsLookup lookup, DnsLookup.Family family, Duration longest, int most) {
        this.lookup = lookup;
        this.family = family;
        this.longest = longest;
        this.cache = new TimedCache<>(most, lookup.clock());
    }

    @Override
    public Optional<List<InetAddress>> known(String host) {
        return cache.get(HostNames.plain(host))
                .filter(entry -> entry.unanswered.isEmpty())
                .map(Entry::addresses);
    }

    @Override
    public List<InetAddress> ask(String host, Duration limit) throws IOException {
        String name = HostNames.plain(host);
        // Others may have asked while this waited for its thread.
        Optional<Entry> known = cache.get(name);
        if (known.isPresent()) {
            return answer(known.get());
        }
        Entry found;
        try {
            DnsAnswer answer = lookup.of(name, family, limit);
            List<InetAddress> all = new ArrayList<>(answer.v4());
            all.addAll(answer.v6());
            found = new Entry(List.copyOf(all), Optional.empty());
            Duration lifetime =
                    all.isEmpty() && answer.failed() ? DnsLookup.NEGATIVE : answer.lifetime();
            cache.put(name, found, lifetime.compareTo(longest) < 0 ? lifetime : longest);
        } catch (IOException lost) {
            found = new Entry(List.of(), Optional.of(String.valueOf(lost.getMessage())));
            cache.put(name, found, UNANSWERED);
        }
        return answer(found);
    }

    @Override
    public Optional<Duration> lifetime(String host) {
        return cache.left(HostNames.plain(host));
    }

    private static List<InetAddress> answer(Entry entry) throws IOException {
        if (entry.unanswered.isPresent()) {
            throw new IOException(entry.unanswered.get());
        }
        return entry.addresses;
    }
}
