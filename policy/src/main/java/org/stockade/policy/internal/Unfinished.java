package org.stockade.policy.internal;

import java.util.Set;

/**
 * Keys that somebody has begun and left without a value. What is absent asks nothing and limits
 * nothing, and who wrote the key did not mean that.
 */
final class Unfinished {
    private final Problems errors;

    Unfinished(Problems errors) {
        this.errors = errors;
    }

    /**
     * Reports keys without a value.
     *
     * @param besides keys that may have none, or are reported elsewhere
     */
    void values(At<?> written, String subject, Set<String> besides) {
        if (written.node() instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries().values()) {
                if (entry.value().isAbsent() && !besides.contains(entry.key())) {
                    errors.add(
                            entry.place(),
                            subject
                                    + ": "
                                    + entry.key()
                                    + " has no value; give it one, or remove the key");
                }
            }
        }
    }

    /** Reports lists without an item, where such a list would be no condition at all. */
    void lists(At<?> written, String subject) {
        if (written.node() instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries().values()) {
                if (entry.value() instanceof Node.Sequence list && list.items().isEmpty()) {
                    errors.add(
                            entry.place(),
                            subject
                                    + ": "
                                    + entry.key()
                                    + " is empty; name at least one, or remove the key");
                }
            }
        }
    }

    /** Reports a time without a day, which would be every day. */
    void days(At<TimeShape> time, String subject) {
        values(time, subject + ": time", Set.of());
        lists(time, subject + ": time");
    }
}
