package org.stockade.engine.internal.replay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The newest records in memory, for where there is no state folder. */
final class RecentRecords implements RecordStore {
    static final int MOST = 10_000;

    private final Deque<byte[]> lines = new ArrayDeque<>();

    @Override
    public synchronized void add(List<byte[]> more) {
        for (byte[] line : more) {
            if (lines.size() >= MOST) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    @Override
    public void read(Instant since, Consumer<String> each) {
        copy().forEach(line -> each.accept(new String(line, StandardCharsets.UTF_8)));
    }

    private synchronized List<byte[]> copy() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {}
}
