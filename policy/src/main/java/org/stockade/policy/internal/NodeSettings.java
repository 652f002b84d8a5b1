package org.stockade.policy.internal;

import org.stockade.policy.SettingsNode;

/**
 * Settings that are a part of a document.
 *
 * @param node nothing where the document leaves them out
 * @param start where they stand, or where they would
 * @param subject whose they are, for messages: {@code service "web-out"}
 */
record NodeSettings(String origin, Node node, Place start, String subject) implements SettingsNode {
    @Override
    public String place() {
        return new Problems(origin).at(start);
    }

    @Override
    public Opened open(Children children, Matchers matchers) {
        return new OpenedSettings(this, children, matchers);
    }

    @Override
    public String toString() {
        return subject + " at " + place();
    }
}
