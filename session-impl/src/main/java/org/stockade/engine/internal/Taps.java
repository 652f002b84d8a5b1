package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.stockade.access.TapOrder;
import org.stockade.access.TapState;
import org.stockade.engine.internal.tap.Recording;
import org.stockade.engine.internal.tap.TapFolder;
import org.stockade.log.EventLog;

/** All taps of the firewall: few at a time, each with a thread of its own. */
final class Taps implements AutoCloseable {
    /** Each may have 4 MiB waiting to be written. */
    static final int MOST = 16;

    /** Longest wait for a file to be whole. */
    private static final Duration WHOLE = Duration.ofSeconds(10);

    /** The same when the firewall stops. */
    private static final Duration AT_THE_END = Duration.ofSeconds(5);

    private static final EventLog LOG = EventLog.of("core");

    private final Optional<TapFolder> folder;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<NodeTap> all = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();

    /**
     * @param folder of their files; empty: there is no place for them
     */
    Taps(Optional<Path> folder) {
        this.folder = folder.map(TapFolder::new);
    }

    /**
     * Puts one into a node; its file is begun on this thread.
     *
     * @throws IOException if it cannot be; the message is for the operator
     */
    TapState put(NodeWork node, TapOrder order) throws IOException {
        TapFolder files =
                folder.orElseThrow(
                        () ->
                                new IOException(
                                        "there is no place for the files of taps; set state.dir,"
                                                + " the state folder"));
        node.tap().checkFree();
        if (!places.tryAcquire()) {
            throw new IOException(
                    MOST
                            + " taps are in place, the most there may be; take one out of: "
                            + all.stream()
                                    .map(each -> each.session().sessionId())
                                    .sorted()
                                    .collect(Collectors.joining(" ")));
        }
        boolean begun = false;
        try {
            Recording recording =
                    files.record(node.session().sessionId(), order.bytes(), order.atMost());
            NodeTap made = new NodeTap(node.session(), order, recording);
            all.add(made);
            recording.begin("stockade-tap-" + number.incrementAndGet(), () -> ended(made, node));
            begun = true;
            put(made, node);
            LOG.info(
                    "tap-started",
                    node.session(),
                    "what this node reads and writes is written to a file",
                    "file",
                    recording.path(),
                    "by",
                    order.by(),
                    "bytes",
                    order.bytes(),
                    "seconds",
                    order.atMost().toSeconds());
            return made.state();
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    private static void put(NodeTap made, NodeWork node) throws IOException {
        try {
            node.tap().put(made);
        } catch (IOException tooLate) {
            made.end(String.valueOf(tooLate.getMessage()));
            throw tooLate;
        }
    }

    /** On the thread of its file, which is whole. */
    private void ended(NodeTap tap, NodeWork node) {
        tap.leaveStreams();
        node.tap().free(tap);
        all.remove(tap);
        places.release();
        TapState state = tap.state();
        LOG.info(
                "tap-ended",
                tap.session(),
                "its file is whole",
                "file",
                state.file(),
                "why",
                state.ended(),
                "bytes",
                state.written());
        if (state.dropped() > 0) {
            LOG.warning(
                    "tap-incomplete",
                    tap.session(),
                    "the disk was too slow for the traffic",
                    "file",
                    state.file(),
                    "dropped",
                    state.dropped());
        }
    }

    /**
     * Takes the one of this node out and waits until its file is whole.
     *
     * @throws IOException if there is none; the message is for the operator
     */
    TapState take(NodeWork node, String by) throws IOException {
        NodeTap tap =
                node.tap()
                        .tap()
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "node "
                                                        + node.session().sessionId()
                                                        + " has no tap"));
        tap.end(by);
        await(tap, WHOLE);
        return tap.state();
    }

    private static void await(NodeTap tap, Duration atMost) {
        try {
            tap.recording().awaitWhole(atMost);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all, and waits for their files. */
    @Override
    public void close() {
        long end = System.nanoTime() + AT_THE_END.toNanos();
        all.forEach(tap -> tap.end("the firewall was stopped"));
        for (NodeTap tap : all) {
            await(tap, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }
}
