package org.stockade.itests.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that come one after the other, on several threads, until they are told to stop. */
final class ClientLoad {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private ClientLoad() {}

    /** One client from its coming to its going; what it throws is a failure. */
    @FunctionalInterface
    interface Client {
        /**
         * Is served.
         *
         * @param number from 1, no two clients have the same
         */
        void come(int number) throws Exception;
    }

    /** Begins; at most so many clients at once. */
    static ClientLoad start(int atOnce, Client client) {
        ClientLoad load = new ClientLoad();
        for (int i = 0; i < atOnce; i++) {
            load.threads.add(Thread.ofPlatform().start(() -> load.run(client)));
        }
        return load;
    }

    private void run(Client client) {
        while (!over.get()) {
            int number = numbers.incrementAndGet();
            try {
                client.come(number);
                served.incrementAndGet();
            } catch (Exception | AssertionError failure) {
                failures.add(number + ": " + failure + " " + failure.getCause());
            }
        }
    }

    /** How many have been served. */
    int served() {
        return served.get();
    }

    /** Lets those that are there finish. Returns what failed. */
    List<String> stop() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(failures);
    }
}
