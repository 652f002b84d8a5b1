package org.stockade.engine.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Decision;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Interception;
import org.stockade.engine.internal.replay.RecordedSession;
import org.stockade.engine.internal.replay.RecordedSession.Refused;
import org.stockade.engine.internal.replay.RecordedSession.Users;
import org.stockade.engine.internal.replay.RecordedTarget;
import org.stockade.engine.internal.replay.RecordedUser;
import org.stockade.session.MasterSession;

/** What one session met of the policy, for its record. Any thread of the session may add to it. */
final class SessionTrail {
    /** Servers of one session that are remembered. */
    private static final int MOST_TARGETS = 16;

    /** Longest host name with its port, RFC 1035 section 2.3.4. */
    private static final int LONGEST_NAME = 262;

    private final Listener listener;
    private final boolean transparent;

    /** As it was called when it accepted the session. */
    private final String listenerName;

    private final AtomicInteger secondaries = new AtomicInteger();
    private @Nullable List<RecordedTarget> targets;
    private Refused refused = Refused.NOT;
    private RecordedUser known = RecordedUser.NOBODY;
    private boolean unknownToService;

    SessionTrail(Listener listener) {
        this.listener = listener;
        this.listenerName = listener.name();
        this.transparent = listener.how() != Interception.NONE;
    }

    /** It has one more secondary connection. */
    void hasSecondary() {
        secondaries.incrementAndGet();
    }

    /** How many it has had. */
    int secondaries() {
        return secondaries.get();
    }

    /** So much is known of its client before the rules decide. */
    synchronized void known(RecordedUser user) {
        known = user;
    }

    /** To its service nobody is known, whoever the rules have seen: it asks somebody else. */
    synchronized void unknownToService() {
        unknownToService = true;
    }

    /** The service refused it, by what its policy says. */
    synchronized void refusedByService() {
        refused = Refused.SERVICE;
    }

    /** The last of its targets was refused. */
    synchronized void targetRefused() {
        List<RecordedTarget> known = targets;
        if (known != null) {
            RecordedTarget last = known.removeLast();
            known.add(new RecordedTarget(last.named(), last.asked(), last.real(), true));
        }
    }

    /**
     * A server is asked for.
     *
     * @param named as the protocol named it; empty: the router chose
     * @param asked before translation
     * @param real after it
     */
    synchronized void asks(String named, SockAddr asked, SockAddr real) {
        List<RecordedTarget> known = targets;
        if (known == null) {
            known = new ArrayList<>(1);
            targets = known;
        }
        String name = named.length() > LONGEST_NAME ? named.substring(0, LONGEST_NAME) : named;
        // The last is the one that counts.
        known.removeIf(each -> each.named().equals(name) && each.asked().equals(asked));
        if (known.size() >= MOST_TARGETS) {
            known.removeFirst();
        }
        known.add(new RecordedTarget(name, asked, real, false));
    }

    /** What is kept of it; empty for one that nothing was decided about. */
    synchronized Optional<RecordedSession> recorded(MasterSession master, Instant end) {
        Optional<Decision> decision = master.decision();
        Optional<SockAddr> client = master.clientAddress();
        Optional<SockAddr> clientLocal = master.clientLocal();
        if (decision.isEmpty() || client.isEmpty() || clientLocal.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> service = decision.get().service().map(it -> it.name());
        List<RecordedTarget> asked = targets;
        return Optional.of(
                new RecordedSession(
                        master.begun(),
                        end,
                        listenerName,
                        transparent,
                        master.protocol(),
                        client.get(),
                        clientLocal.get(),
                        master.clientZone().map(it -> it.name()).orElse(""),
                        master.ruleId(),
                        service.orElse(""),
                        service.isPresent() ? refused : byRules(master),
                        decision.get().refusal(),
                        master.outcome(),
                        Detection.names(master),
                        Optional.of(users(master)),
                        asked == null ? List.of() : asked));
    }

    private Users users(MasterSession master) {
        RecordedUser toService = toService(master);
        return known == RecordedUser.NOBODY && toService == RecordedUser.NOBODY
                ? Users.NOBODY
                : new Users(known, toService);
    }

    private RecordedUser toService(MasterSession master) {
        RecordedUser last = RecordedUser.of(master);
        return unknownToService && !last.isShownInband() ? RecordedUser.NOBODY : last;
    }

    private Refused byRules(MasterSession master) {
        return listener.refusal(master).isPresent() ? Refused.STRAYING : Refused.RULES;
    }
}
