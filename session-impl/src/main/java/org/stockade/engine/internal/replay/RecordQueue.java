package org.stockade.engine.internal.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.stockade.engine.internal.perloop.LoopCount;
import org.stockade.engine.internal.perloop.Loops;
import org.stockade.transport.SpinLock;

/** Lines on their way to the thread that writes them: each loop puts its own into a queue. */
final class RecordQueue {
    private final LoopCount waiting;
    private final Loops<Lane> lanes = new Loops<>(Lane::new);

    /**
     * An empty one.
     *
     * @param most lines that wait at once, those in {@link #takeAll} no longer
     */
    RecordQueue(int most) {
        waiting = new LoopCount(most);
    }

    /** A line, and when it came, as of {@link System#nanoTime}. */
    private record Line(long at, byte[] text) {}

    private static final class Lane {
        private final SpinLock lock = new SpinLock();
        private List<Line> lines = new ArrayList<>();

        void add(Line line) {
            lock.lock();
            try {
                lines.add(line);
            } finally {
                lock.unlock();
            }
        }

        List<Line> swap(List<Line> empty) {
            lock.lock();
            try {
                List<Line> taken = lines;
                lines = empty;
                return taken;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Puts one behind those of this loop; {@code false}: too many wait. Any thread. */
    boolean offer(int loop, byte[] line) {
        if (!waiting.add(loop)) {
            return false;
        }
        lanes.of(loop).add(new Line(System.nanoTime(), line));
        return true;
    }

    /** How many wait. */
    int size() {
        return waiting.sum();
    }

    /** All that wait, in the order in which they came; one thread. */
    List<byte[]> takeAll() {
        List<Line> taken = new ArrayList<>();
        for (int loop = 0; loop < lanes.all().size(); loop++) {
            List<Line> lines = lanes.of(loop).swap(new ArrayList<>());
            waiting.remove(loop, lines.size());
            taken.addAll(lines);
        }
        taken.sort(Comparator.comparingLong(Line::at));
        return taken.stream().map(Line::text).toList();
    }
}
