package org.stockade.engine.internal.match;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.stockade.chain.HostResolver;
import org.stockade.engine.internal.match.AddressBook.Entry;
import org.stockade.log.EventLog;
import org.stockade.match.FileForm;

/** The files and hosts that the matchers of one generation use, until it gives them back. */
public final class Held {
    private static final EventLog LOG = EventLog.of("core");

    private final Freshness freshness;
    private final List<WatchedFile<?>> files = new ArrayList<>();
    private final List<Entry> hosts = new ArrayList<>();

    public Held(Freshness freshness) {
        this.freshness = freshness;
    }

    <T> WatchedFile<T> file(Path file, FileForm<T> form) throws IOException {
        WatchedFile<T> opened = freshness.files().open(file, form);
        files.add(opened);
        return opened;
    }

    /** How many files there are. */
    public int files() {
        return files.size();
    }

    /** Why one of its files does not count as it is now, from that number on; empty: all do. */
    public Supplier<String> refusals(int from) {
        List<WatchedFile<?>> since = List.copyOf(files.subList(from, files.size()));
        return () ->
                since.stream()
                        .map(WatchedFile::refusal)
                        .filter(why -> !why.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    Entry host(Object resolver, HostResolver by, String host) {
        Entry entry = freshness.addresses().open(resolver, by, host);
        hosts.add(entry);
        return entry;
    }

    int hosts() {
        return hosts.size();
    }

    Freshness freshness() {
        return freshness;
    }

    /** Waits a while for first answers about its hosts; what is missing then is logged. */
    public void awaitFirst(Duration atMost) {
        if (hosts.isEmpty()) {
            return;
        }
        try {
            List<String> open = freshness.addresses().await(hosts, atMost);
            if (!open.isEmpty()) {
                LOG.warning(
                        "hosts-unanswered",
                        null,
                        "the policy comes into force without their addresses",
                        "hosts",
                        open);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives all of it back; once. */
    public void release() {
        files.forEach(freshness.files()::release);
        hosts.forEach(freshness.addresses()::release);
    }
}
