package org.stockade.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stockade.access.Firewall.SessionNode;
import org.stockade.access.Known;
import org.stockade.access.TapState;
import org.stockade.session.AbstractSession;
import org.stockade.session.MasterSession;
import org.stockade.session.Payload;
import org.stockade.session.Side;
import org.stockade.session.StackedSession;
import org.stockade.session.Verdict;
import org.stockade.session.Zone;

/** The live sessions as trees, and their nodes by id. */
final class SessionViews {
    private final Engine engine;

    SessionViews(Engine engine) {
        this.engine = engine;
    }

    /**
     * What an id names.
     *
     * @param node {@code null}: the session as a whole
     */
    record Found(SessionRun run, @Nullable NodeWork node) {
        /** The node, of a session as a whole its first proxy; empty: none is at work yet. */
        Optional<NodeWork> nodeOrFirst() {
            return node != null
                    ? Optional.of(node)
                    : run.nodes().stream().filter(Found::isFirst).findFirst();
        }

        /** Ends the session, or one child alone; {@code false} if that has returned already. */
        boolean kill(String why) {
            Optional<ChildKill> child = Optional.ofNullable(node).flatMap(NodeWork::kill);
            if (child.isPresent()) {
                return child.get().kill(why);
            }
            run.kill(why);
            return true;
        }

        private static boolean isFirst(NodeWork node) {
            return node.session().owner() instanceof MasterSession;
        }
    }

    // By id

    /** The session that this id, or the id of a node of it, belongs to. */
    Optional<SessionRun> findSession(String id) {
        String wanted = bare(id);
        return engine.live().stream()
                .filter(
                        run -> {
                            String whole = bare(run.master().sessionId());
                            return (wanted + "/").startsWith(whole + "/")
                                    || (wanted + "/").startsWith(local(whole) + "/");
                        })
                .findFirst();
    }

    /** The session or node of exactly this id, with or without firewall and parentheses. */
    Optional<Found> find(String id) {
        String wanted = bare(id);
        return findSession(id)
                .flatMap(
                        run -> {
                            if (isNamed(run.master(), wanted)) {
                                return Optional.of(new Found(run, null));
                            }
                            return run.nodes().stream()
                                    .filter(node -> isNamed(node.session(), wanted))
                                    .findFirst()
                                    .map(node -> new Found(run, node));
                        });
    }

    /** Ends what this id names; {@code false}: nothing live does it name. */
    boolean kill(String id, String why) {
        return find(id).map(found -> found.kill(why)).orElse(false);
    }

    /**
     * The node of this id, of a session its first proxy.
     *
     * @throws IOException if there is none; the message is for the operator
     */
    NodeWork node(String id) throws IOException {
        Found found = find(id).orElseThrow(() -> new IOException("no live session or node " + id));
        return found.nodeOrFirst()
                .orElseThrow(() -> new IOException("no proxy is at work yet in session " + id));
    }

    private static boolean isNamed(AbstractSession session, String wanted) {
        String whole = bare(session.sessionId());
        return whole.equals(wanted) || local(whole).equals(wanted);
    }

    private static String bare(String id) {
        return id.startsWith("(") && id.endsWith(")") ? id.substring(1, id.length() - 1) : id;
    }

    /** Without the firewall's name. */
    private static String local(String bare) {
        return bare.substring(bare.indexOf('/') + 1);
    }

    // As trees

    List<SessionNode> sessions() {
        return engine.live().stream()
                .sorted(Comparator.comparing(run -> run.master().begun()))
                .map(run -> master(run, List.of()))
                .toList();
    }

    SessionNode tree(SessionRun run) {
        return master(run, below(run, run.master()));
    }

    private static List<SessionNode> below(SessionRun run, AbstractSession owner) {
        return run.nodes().stream()
                .filter(node -> node.session().owner() == owner)
                .sorted(Comparator.comparingLong(NodeWork::begun))
                .map(node -> stacked(run, node))
                .toList();
    }

    private static SessionNode stacked(SessionRun run, NodeWork node) {
        StackedSession session = node.session();
        boolean first = session.owner() instanceof MasterSession;
        double seconds = (System.nanoTime() - node.begun()) / 1e9;
        return node(
                run,
                session,
                new Part(
                        session.proxyName().orElse(""),
                        first ? run.bundle() : node.bundle(),
                        first ? sinceAccepted(run) : seconds,
                        first ? Moved.by(run) : Moved.by(node),
                        first ? outcome(run) : node.answered().map(SessionViews::said).orElse("-"),
                        node.tap().tap().map(NodeTap::state).map(List::of).orElse(List.of())),
                Stream.concat(below(run, session).stream(), secondaries(run, node)).toList());
    }

    /** {@code (edge/web-out:17/ftp/secondary#1)}: no node that could be killed by itself. */
    private static Stream<SessionNode> secondaries(SessionRun run, NodeWork node) {
        StackedSession session = node.session();
        String whole = session.sessionId();
        return node.secondaries().open().stream()
                .map(
                        each -> {
                            String peer = each.endpoint().remote().toString();
                            boolean atClient = each.side() == Side.CLIENT;
                            return new SessionNode(
                                    whole.substring(0, whole.length() - 1)
                                            + "/secondary#"
                                            + each.number()
                                            + ")",
                                    session.service().map(service -> service.name()).orElse("-"),
                                    "secondary",
                                    "",
                                    run.generation().number(),
                                    atClient ? peer : "-",
                                    "-",
                                    atClient ? "-" : peer,
                                    "-",
                                    "-",
                                    "running",
                                    sinceAccepted(run),
                                    each.endpoint().received(),
                                    each.endpoint().sent(),
                                    "-",
                                    Known.NOBODY,
                                    List.of(),
                                    List.of());
                        });
    }

    private static SessionNode master(SessionRun run, List<SessionNode> children) {
        String proxy = run.planIfChosen().map(plan -> plan.policy().proxy()).orElse("");
        return node(
                run,
                run.master(),
                new Part(
                        proxy,
                        run.bundle(),
                        sinceAccepted(run),
                        Moved.by(run),
                        outcome(run),
                        List.of()),
                children);
    }

    private static double sinceAccepted(SessionRun run) {
        return Duration.between(run.master().begun(), Instant.now()).toMillis() / 1000.0;
    }

    private static String outcome(SessionRun run) {
        return run.master().outcome().name();
    }

    /** {@code accept}; {@code failed: why}. */
    private static String said(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accept() -> "accept";
            case Verdict.Reject(String reply) -> "reject: " + reply;
            case Verdict.Drop(String why) -> "drop: " + why;
            case Verdict.Abort(String why) -> "abort: " + why;
            case Verdict.Failed(String why) -> "failed: " + why;
        };
    }

    /** What differs from node to node. */
    private record Part(
            String proxy,
            String bundle,
            double seconds,
            Moved moved,
            String verdict,
            List<TapState> taps) {}

    /** Bytes that a node has read, and written. */
    private record Moved(long received, long sent) {
        static Moved by(SessionRun run) {
            return new Moved(run.client().received(), run.client().sent());
        }

        /** Of a body in and out, else to and from the client's side. */
        static Moved by(NodeWork child) {
            return switch (child.given()) {
                case Payload.OneWay body -> new Moved(body.from().received(), body.to().sent());
                case Payload.Through through ->
                        new Moved(through.client().received(), through.client().sent());
                case Payload.Chained chained ->
                        new Moved(chained.client().received(), chained.client().sent());
                case null -> new Moved(0, 0);
            };
        }
    }

    private static SessionNode node(
            SessionRun run, AbstractSession session, Part part, List<SessionNode> children) {
        MasterSession master = run.master();
        return new SessionNode(
                session.sessionId(),
                session.service().map(service -> service.name()).orElse("-"),
                part.proxy(),
                part.bundle(),
                run.generation().number(),
                session.clientAddress().map(master.protocol()::written).orElse("-"),
                session.clientZone().map(Zone::name).orElse("-"),
                session.serverAddress().map(Object::toString).orElse("-"),
                session.serverZone().map(Zone::name).orElse("-"),
                master.ruleId().isPresent() ? Integer.toString(master.ruleId().getAsInt()) : "-",
                switch (run.wish()) {
                    case GO_ON -> "running";
                    case FINISH -> "finishing";
                    case END -> "ending";
                },
                part.seconds(),
                part.moved().received(),
                part.moved().sent(),
                part.verdict(),
                Known.of(session),
                part.taps(),
                children);
    }
}
