package org.stockade.engine.internal.match;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What matchers of all generations know of the world, kept fresh off the data path. */
public final class Freshness implements AutoCloseable {
    private final WatchedFiles files;
    private final AddressBook addresses;
    private final ExecutorService thread;

    /**
     * @param lookup asks for addresses
     */
    public Freshness(AddressBook.Lookup lookup) {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(
                        1,
                        1,
                        30,
                        TimeUnit.SECONDS,
                        // Never more than one look waits.
                        new LinkedBlockingQueue<>(),
                        work -> {
                            Thread made = new Thread(work, "stockade-matcher-files");
                            made.setDaemon(true);
                            return made;
                        });
        one.allowCoreThreadTimeOut(true);
        thread = one;
        files = new WatchedFiles(one, System::nanoTime);
        addresses = new AddressBook(lookup, System::nanoTime);
    }

    WatchedFiles files() {
        return files;
    }

    AddressBook addresses() {
        return addresses;
    }

    LongSupplier clock() {
        return addresses.clock();
    }

    /** Has everything looked at that may have changed; never waits. */
    public void look() {
        files.look();
        addresses.look();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
