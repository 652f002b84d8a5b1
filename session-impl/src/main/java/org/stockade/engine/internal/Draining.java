package org.stockade.engine.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.stockade.engine.internal.GenerationAges.Old;
import org.stockade.engine.internal.GenerationAges.Sentence;
import org.stockade.log.EventLog;
import org.stockade.session.StackedSession.Wish;

/**
 * Asks sessions to finish, and ends those that do not: all of them when the firewall stops, those
 * of an old generation when it is past its limits.
 */
final class Draining {
    private static final String STOPPED = "the firewall was stopped";

    private static final EventLog LOG = EventLog.of("core");

    private final Generations generations;
    private final Supplier<Collection<SessionRun>> live;
    private final GenerationAges ages = new GenerationAges();

    /** What a stop has asked of every session, those included that are just starting. */
    private volatile Wish asked = Wish.GO_ON;

    Draining(Generations generations, Supplier<Collection<SessionRun>> live) {
        this.generations = generations;
        this.live = live;
    }

    /** A session has begun, and {@code live} has it: a stop that has not seen it has asked here. */
    void begun(SessionRun run) {
        switch (asked) {
            case GO_ON -> {}
            case FINISH -> run.drain();
            case END -> run.kill(STOPPED);
        }
    }

    /** Sessions that begin from now on may go on. */
    void goOn() {
        asked = Wish.GO_ON;
    }

    /** Asks every session to finish at its protocol's next border. */
    void finishAll() {
        asked = Wish.FINISH;
        live.get().forEach(SessionRun::drain);
    }

    /** Ends every session. */
    void endAll() {
        asked = Wish.END;
        live.get().forEach(run -> run.kill(STOPPED));
    }

    /**
     * Looks at the old generations, by the limits of the newest policy. On the timer's thread, once
     * in a while: a session that joined a generation just before it was replaced is found next
     * time.
     */
    void look() {
        List<Generation> old = generations.roll().old();
        List<Sentence> sentences =
                ages.judge(
                        old.stream().map(each -> new Old(each.number(), each.retiredAt())).toList(),
                        generations.limits(),
                        System.nanoTime());
        if (sentences.isEmpty()) {
            return;
        }
        Map<Long, Sentence> byNumber = new HashMap<>();
        sentences.forEach(sentence -> byNumber.put(sentence.number(), sentence));
        for (Generation each : old) {
            Sentence sentence = byNumber.get(each.number());
            if (sentence != null && each.passes(sentence.end())) {
                tell(each, sentence);
            }
        }
        for (SessionRun run : live.get()) {
            Sentence sentence = byNumber.get(run.generation().number());
            if (sentence != null) {
                carryOut(run, sentence);
            }
        }
    }

    private static void carryOut(SessionRun run, Sentence sentence) {
        if (sentence.end()) {
            run.kill(sentence.why());
        } else {
            run.drain();
        }
    }

    private static void tell(Generation generation, Sentence sentence) {
        if (sentence.end()) {
            LOG.warning(
                    "generation-over",
                    null,
                    "its sessions are ended",
                    "generation",
                    generation.number(),
                    "sessions",
                    generation.sessions(),
                    "why",
                    sentence.why());
        } else {
            LOG.info(
                    "generation-draining",
                    null,
                    "its sessions are asked to finish",
                    "generation",
                    generation.number(),
                    "sessions",
                    generation.sessions(),
                    "why",
                    sentence.why());
        }
    }
}
