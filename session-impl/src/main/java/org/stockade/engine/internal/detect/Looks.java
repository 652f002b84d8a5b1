package org.stockade.engine.internal.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.log.EventLog;
import org.stockade.session.Side;

/** What each detector says of one connection so far. */
final class Looks {
    private static final EventLog LOG = EventLog.of("core");

    private final List<Detector.Look> open = new ArrayList<>();
    private final Set<Detector.Look> needServer = new HashSet<>();
    private final List<String> names = new ArrayList<>();
    private int copied;

    Looks(Collection<Detector> detectors) {
        for (Detector each : detectors) {
            try {
                Detector.Look look = each.begin();
                open.add(look);
                if (each.serverFirst()) {
                    needServer.add(look);
                }
            } catch (RuntimeException | LinkageError broken) {
                failed(broken);
            }
        }
    }

    /** Whether nobody knows yet and somebody may. */
    boolean isOpen() {
        return names.isEmpty() && !open.isEmpty();
    }

    /** How many of the client's bytes the server shall have. */
    int copied() {
        return copied;
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /** There is none, or it says no more: those that need it will never know. */
    void noServer() {
        open.removeAll(needServer);
    }

    void at(Side side, ByteBuffer soFar) {
        for (Detector.Look look : List.copyOf(open)) {
            switch (ask(look, side, soFar.asReadOnlyBuffer())) {
                case Finding.Not() -> open.remove(look);
                case Finding.NeedMore() -> {}
                case Finding.CopyClient(int count) -> {
                    copied = Math.max(copied, count);
                    needServer.add(look);
                }
                case Finding.Detected found -> names.addAll(found.names());
            }
        }
    }

    /** A detector may be somebody else's code: its failure must hurt nobody. */
    private static Finding ask(Detector.Look look, Side side, ByteBuffer soFar) {
        try {
            return look.detect(side, soFar);
        } catch (RuntimeException | LinkageError broken) {
            failed(broken);
            return Finding.NOT;
        }
    }

    private static void failed(Throwable broken) {
        LOG.warning(
                "detector-failed", null, "it has recognised nothing", "failure", broken.toString());
    }
}
