package org.stockade.engine.internal.match;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.stockade.log.EventLog;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/**
 * A matcher of a policy. Keeps its own from too long texts, and those who ask from whatever its
 * code throws: that is a failure to tell, and logged, once a minute at most.
 */
public final class NamedMatcher implements Matcher {
    private static final EventLog LOG = EventLog.of("core");
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final String kind;
    private final Matcher its;
    private final String trouble;
    private final Supplier<String> refusals;
    private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

    private NamedMatcher(
            String name, String kind, Matcher its, String trouble, Supplier<String> refusals) {
        this.name = name;
        this.kind = kind;
        this.its = its;
        this.trouble = trouble;
        this.refusals = refusals;
    }

    /** One that works. */
    public NamedMatcher(String name, String kind, Matcher its) {
        this(name, kind, its, () -> "");
    }

    /**
     * One that works.
     *
     * @param refusals why a file of it does not count as it is now; empty: all do
     */
    public NamedMatcher(String name, String kind, Matcher its, Supplier<String> refusals) {
        this(name, kind, its, "", refusals);
    }

    /** One that never can tell, because of this. */
    public static NamedMatcher broken(String name, String kind, String trouble) {
        return new NamedMatcher(
                name,
                kind,
                text -> {
                    throw new MatcherException(trouble);
                },
                trouble,
                () -> "");
    }

    public String name() {
        return name;
    }

    public String kind() {
        return kind;
    }

    /** Why it never can tell; empty: it can. */
    public String trouble() {
        return trouble;
    }

    /** For operators: {@code ready}, or what is wrong. */
    public String state() {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        String refusal = refusals.get();
        return refusal.isEmpty() ? "ready" : "ready with what was read before: " + refusal;
    }

    /** What a call of a matcher returns. */
    @FunctionalInterface
    private interface Call<T> {
        T of(Matcher matcher) throws MatcherException;
    }

    @Override
    public boolean matches(String text) throws MatcherException {
        return ask(text, matcher -> matcher.matches(text));
    }

    @Override
    public Answer explain(String text) throws MatcherException {
        return ask(text, matcher -> matcher.explain(text));
    }

    @Override
    public String contents() {
        try {
            return its.contents();
        } catch (RuntimeException | Error broken) {
            return "";
        }
    }

    private <T> T ask(String text, Call<T> call) throws MatcherException {
        if (text.length() > LONGEST_TEXT) {
            throw new MatcherException(
                    "matcher \""
                            + name
                            + "\" looks at "
                            + LONGEST_TEXT
                            + " characters at most; here are "
                            + text.length());
        }
        try {
            return call.of(its);
        } catch (MatcherException unknown) {
            log("matcher-cannot-tell", String.valueOf(unknown.getMessage()));
            throw unknown;
        } catch (RuntimeException | Error broken) {
            log("matcher-failed", broken.toString());
            throw new MatcherException("matcher \"" + name + "\" failed: " + broken);
        }
    }

    private void log(String event, String why) {
        long now = System.nanoTime();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + PAUSE)) {
            LOG.warning(event, null, "that counts as no match", "matcher", name, "why", why);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
