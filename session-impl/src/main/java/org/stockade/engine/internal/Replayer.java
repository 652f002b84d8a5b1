package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.stockade.access.Decision.Refusal;
import org.stockade.access.Replay.Effect;
import org.stockade.access.Replay.Order;
import org.stockade.access.Replay.Report;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.lookup.Connection;
import org.stockade.engine.internal.lookup.ZonePermission;
import org.stockade.engine.internal.replay.RecordedSession;
import org.stockade.engine.internal.replay.RecordedSession.Refused;
import org.stockade.engine.internal.replay.RecordedTarget;
import org.stockade.engine.internal.replay.Recorder;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.policy.RulePolicy;

/** Decides recorded sessions anew by a candidate that nobody else uses. For one replay. */
final class Replayer {
    /** Groups of a candidate that are tried for a user whose groups were cut. */
    private static final int MOST_GROUPS = 1000;

    private static final String LEFT_OUT =
            "not replayed: limits (max-sessions, rates, budgets), quarantines, logins in a protocol,"
                    + " consent of others, what clients speak where no rule asked,"
                    + " what proxies decide; names of servers keep their recorded addresses";

    private final Engine engine;
    private final Generation candidate;
    private final Order order;
    private final ReplayedTargets targets;
    private final ReplayTally tally;
    private long usersNotKept;
    private final Set<String> groups;
    private long groupsCut;

    Replayer(Engine engine, Generation candidate, Order order) {
        this.engine = engine;
        this.candidate = candidate;
        this.order = order;
        this.targets = new ReplayedTargets(engine, candidate);
        this.tally = new ReplayTally(order.examples());
        this.groups = ReplayedUsers.groupsOf(candidate.policy());
    }

    /** What the rules and the service say of a session. */
    private sealed interface Fate {
        /** A description of it, the same for all sessions of a kind. */
        String said();

        /**
         * @param way how it is shown to the client
         */
        record Denied(String way, String said) implements Fate {}

        record Served(String service, String said) implements Fate {}
    }

    Report run() throws IOException {
        Recorder recorder = engine.recorder();
        Recorder.Reading reading = recorder.read(Instant.now().minus(order.since()), this::replay);
        List<String> notes = new ArrayList<>(List.of(LEFT_OUT));
        if (recorder.lost() > 0) {
            notes.add(recorder.lost() + " sessions since the start could not be recorded in time");
        }
        if (reading.unreadable() > 0) {
            notes.add(reading.unreadable() + " lines of the records are torn or damaged");
        }
        if (usersNotKept > 0) {
            notes.add(
                    usersNotKept
                            + " sessions are of records that did not keep users yet: replayed as"
                            + " user unknown");
        }
        if (groupsCut > 0) {
            notes.add(
                    groupsCut
                            + " sessions are of users in more groups than a record keeps; where"
                            + " one of those might decide, it could not be decided");
        }
        return tally.report(notes);
    }

    private void replay(RecordedSession session) {
        Fate before = before(session);
        Optional<String> unknown = listenerChanged(session);
        if (unknown.isPresent()) {
            tally.add(Effect.UNDECIDED, before.said(), unknown.get(), session);
            return;
        }
        if (session.refused() == Refused.STRAYING) {
            tally.same();
            return;
        }
        ReplayedUsers users = ReplayedUsers.of(session, candidate);
        usersNotKept += session.users().isEmpty() ? 1 : 0;
        Connection connection = connection(session, users);
        Fate after = after(connection, users);
        if (users.mayBeInMore()) {
            groupsCut++;
            Optional<String> other = inOtherGroups(session, users, after);
            if (other.isPresent()) {
                tally.add(
                        Effect.UNDECIDED,
                        before.said(),
                        "groups not on record: " + after.said() + " or " + other.get(),
                        session);
                return;
            }
        }
        compare(session, connection, before, after);
    }

    /**
     * What else might become of a session whose user may be in groups that its record does not
     * name. Rules and services ask for any of several groups; so whatever decides by a group
     * decides likewise for a user who is in this one alone, or else by several together.
     */
    private Optional<String> inOtherGroups(
            RecordedSession session, ReplayedUsers users, Fate known) {
        if (groups.size() > MOST_GROUPS) {
            return Optional.of("else: the candidate names over " + MOST_GROUPS + " groups");
        }
        List<Set<String>> tried = new ArrayList<>();
        groups.forEach(group -> tried.add(Set.of(group)));
        tried.add(groups);
        for (Set<String> more : tried) {
            ReplayedUsers also = users.alsoIn(more);
            Fate other = after(connection(session, also), also);
            if (!other.equals(known)) {
                return Optional.of(other.said());
            }
        }
        return Optional.empty();
    }

    private Connection connection(RecordedSession session, ReplayedUsers users) {
        return candidate
                .connection(
                        session.protocol(),
                        session.listener(),
                        session.client(),
                        session.aim(),
                        users.toRules(),
                        session.start())
                .detecting(candidate.detected(session.detected()));
    }

    private static Fate before(RecordedSession session) {
        String rule = session.rule().isPresent() ? "rule " + session.rule().getAsInt() : "no rule";
        return switch (session.refused()) {
            case STRAYING -> new Fate.Denied("straying", "refused: straying");
            case RULES -> denied(session.how(), "refused by " + rule);
            case SERVICE ->
                    new Fate.Denied(
                            "service",
                            "refused by service " + session.service() + " (" + rule + ")");
            case NOT -> served(session.service(), rule);
        };
    }

    private static Fate denied(Refusal how, String why) {
        String way = how.name().toLowerCase(Locale.ROOT);
        return new Fate.Denied(way, how == Refusal.CLOSE ? why : why + " (" + way + ")");
    }

    private static Fate served(String service, String rule) {
        return new Fate.Served(service, "service " + service + " (" + rule + ")");
    }

    /** Why it cannot be said whether the session would come to this listener as it did. */
    private Optional<String> listenerChanged(RecordedSession session) {
        ListenerPolicy listener =
                candidate.policy().listeners().stream()
                        .filter(each -> each.name().equals(session.listener()))
                        .findFirst()
                        .orElse(null);
        if (listener == null) {
            return Optional.of("listener \"" + session.listener() + "\" gone");
        }
        if ((listener.transparent() != Transparency.FALSE) != session.transparent()) {
            return Optional.of(
                    "listener \"" + listener.name() + "\" otherwise transparent than it was");
        }
        boolean reached =
                session.transparent()
                        || listener.bind().stream().anyMatch(bind -> reaches(session, bind));
        return reached
                ? Optional.empty()
                : Optional.of("listener \"" + listener.name() + "\" has other addresses");
    }

    private static boolean reaches(RecordedSession session, Bind bind) {
        SockAddr there = bind.address();
        return bind.protocol() == session.protocol()
                && (there.port() == 0 || there.port() == session.aim().port())
                && (there.address().isAnyLocalAddress()
                        || there.address().equals(session.aim().address()));
    }

    private Fate after(Connection connection, ReplayedUsers users) {
        Optional<RulePolicy> best = candidate.best(connection);
        if (best.isEmpty()) {
            return denied(Refusal.CLOSE, "refused by no rule");
        }
        RulePolicy rule = best.get();
        String by = "rule " + rule.id();
        if (rule.service().isEmpty()) {
            return denied(Generation.refusal(rule), "refused by " + by);
        }
        String service = rule.service().get();
        if (ZonePermission.OUTBOUND.refusal(connection.sourceZone(), service).isPresent()) {
            return denied(
                    Refusal.CLOSE,
                    "refused: outbound-services of the client's zone, service " + service);
        }
        ServicePlan plan = candidate.plan(service);
        if (!plan.ready()
                || plan.policy().admission().maintenance().isPresent()
                || users.refused(plan, connection)) {
            return new Fate.Denied("service", "refused by service " + service + " (" + by + ")");
        }
        return served(service, by);
    }

    private void compare(RecordedSession session, Connection connection, Fate before, Fate after) {
        switch (after) {
            case Fate.Denied(String way, String why) -> {
                if (before instanceof Fate.Denied(String was, String said)) {
                    if (was.equals(way)) {
                        tally.same();
                    } else {
                        tally.add(Effect.REFUSAL, said, why, session);
                    }
                } else if (wasRefusedAnyway(session)) {
                    tally.add(Effect.REFUSAL, before.said() + ", target refused", why, session);
                } else {
                    tally.add(Effect.REFUSED, before.said(), why, session);
                }
            }
            case Fate.Served(String service, String said) -> {
                ServicePlan plan = candidate.plan(service);
                switch (before) {
                    case Fate.Denied(String way, String was) ->
                            nowServed(session, connection, plan, was, said);
                    case Fate.Served(String had, String was) ->
                            bothServed(session, connection, plan, was, said, had.equals(service));
                }
            }
        }
    }

    /** Whether the rules gave it a service that might not connect to any server it asked for. */
    private static boolean wasRefusedAnyway(RecordedSession session) {
        return !session.targets().isEmpty()
                && session.targets().stream().allMatch(RecordedTarget::refused);
    }

    private void nowServed(
            RecordedSession session,
            Connection connection,
            ServicePlan plan,
            String was,
            String said) {
        switch (targets.any(plan, connection)) {
            case ReplayedTargets.Forbidden(String why) ->
                    tally.add(Effect.REFUSAL, was, said + ", target refused: " + why, session);
            case ReplayedTargets.Goes(var real) ->
                    tally.add(Effect.PERMITTED, was, said + " to " + real, session);
            case ReplayedTargets.Unknown(String why) ->
                    tally.add(Effect.PERMITTED, was, said + ", " + why, session);
        }
    }

    private void bothServed(
            RecordedSession session,
            Connection connection,
            ServicePlan plan,
            String was,
            String said,
            boolean sameService) {
        for (RecordedTarget target : deciding(session)) {
            switch (targets.of(plan, connection, target)) {
                case ReplayedTargets.Forbidden(String why) -> {
                    if (!target.refused()) {
                        tally.add(Effect.REFUSED, was, said + ", target refused: " + why, session);
                        return;
                    }
                }
                case ReplayedTargets.Goes(var real) -> {
                    if (target.refused()) {
                        tally.add(Effect.PERMITTED, was + ", target refused", said, session);
                        return;
                    }
                    if (sameService && !real.equals(target.real())) {
                        tally.add(
                                Effect.TARGET,
                                was + " to " + target.real(),
                                said + " to " + real,
                                session);
                        return;
                    }
                }
                case ReplayedTargets.Unknown(String why) -> {
                    if (sameService) {
                        tally.add(Effect.UNDECIDED, was, said + ": " + why, session);
                        return;
                    }
                }
            }
        }
        if (sameService) {
            tally.same();
        } else {
            tally.add(Effect.SERVICE, was, said, session);
        }
    }

    /** All that a protocol named; of those that a chainer tried the one it came to. */
    private static List<RecordedTarget> deciding(RecordedSession session) {
        List<RecordedTarget> all = session.targets();
        return all.isEmpty() || all.getLast().isNamed() ? all : List.of(all.getLast());
    }
}
