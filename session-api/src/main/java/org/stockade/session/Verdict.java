package org.stockade.session;

/**
 * What policy or a child decides.
 *
 * <p>Sealed, and switched over without {@code default}: a kind added later would stop every proxy
 * that does not handle it from compiling. These are all.
 */
public sealed interface Verdict {
    /** Pass it on. */
    record Accept() implements Verdict {}

    /** Refuse it in the protocol's own form, with {@code reply}; the session goes on. */
    record Reject(String reply) implements Verdict {}

    /** The element alone disappears. */
    record Drop(String why) implements Verdict {}

    /** The session ends. {@code why} goes to the log, never to a peer. */
    record Abort(String why) implements Verdict {}

    /** No decision was possible: closed, never open. */
    record Failed(String why) implements Verdict {}
}
