package org.stockade.engine.internal.lookup;

/** The groups of conditions of a rule, in the order they are checked: core.md section 4.2. */
public enum Group {
    /** Filters without score. */
    LISTENER("listener"),
    INBOUND_INTERFACE("inbound interface"),
    PROTOCOL("protocol"),
    SOURCE_PORT("source port"),
    DESTINATION_PORT("destination port"),
    SOURCE_ADDRESS("source address"),
    DESTINATION_ADDRESS("destination address"),
    DETECTION("detected protocol"),
    USER("user"),
    USER_GROUP("group of users"),
    /** A filter without score. */
    TIME("time");

    private final String text;

    Group(String text) {
        this.text = text;
    }

    /** As people read it. */
    @Override
    public String toString() {
        return text;
    }
}
