package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stockade.log.EventLog;

class PublicationTest {
    private final Publication publication = new Publication(EventLog.of("test"), Runnable::run);
    private final List<Long> heard = new ArrayList<>();

    @Test
    void listenerShouldHearOfEachChangeUntilRemoved() {
        Consumer<Snapshot> listener = snapshot -> heard.add(snapshot.number());
        publication.onChange(listener);
        change();
        change();
        publication.remove(listener);
        change();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void changeMadeByAListenerShouldBeToldAfterwardsAndInOrder() {
        publication.onChange(
                snapshot -> {
                    if (snapshot.number() == 1) {
                        change();
                    }
                });
        publication.onChange(snapshot -> heard.add(snapshot.number()));
        change();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void failingListenerShouldNotKeepTheNewsFromOthers() {
        publication.onChange(
                snapshot -> {
                    throw new IllegalStateException("as a test");
                });
        publication.onChange(snapshot -> heard.add(snapshot.number()));
        change();
        assertThat(heard).containsExactly(1L);
    }

    @Test
    void changesFromManyThreadsShouldBeToldInOrderAndTheNewestLast() throws Exception {
        ReentrantLock ledger = new ReentrantLock();
        publication.onChange(snapshot -> heard.add(snapshot.number()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                threads.execute(
                        () -> {
                            ledger.lock();
                            try {
                                publication.set(List.of());
                            } finally {
                                ledger.unlock();
                            }
                            publication.announce();
                        });
            }
        }
        assertThat(heard).isSorted().doesNotHaveDuplicates().endsWith(500L);
    }

    private void change() {
        publication.set(List.of());
        publication.announce();
    }
}
