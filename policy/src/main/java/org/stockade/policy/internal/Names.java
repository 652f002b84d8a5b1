package org.stockade.policy.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of one kind that a document defines, and which of them it uses. */
final class Names {
    private final String kind;
    private final String section;
    private final Map<String, Node.Entry> defined;
    private final Set<String> used = new HashSet<>();

    /** The keys of a section; also of what could not be bound, so that one mistake is one error. */
    Names(String kind, Node root, String section) {
        this.kind = kind;
        this.section = section;
        this.defined =
                root instanceof Node.Mapping mapping
                                && mapping.entries().get(section) instanceof Node.Entry entry
                                && entry.value() instanceof Node.Mapping named
                        ? named.entries()
                        : Map.of();
    }

    /** Notes the use of names, each of which must be defined. */
    List<String> check(List<At<String>> references, String subject, Problems errors) {
        references.forEach(reference -> check(reference, subject, errors));
        return references.stream().map(At::value).distinct().toList();
    }

    /** Whether the name is defined; its use is noted, or an error. */
    boolean check(At<String> reference, String subject, Problems errors) {
        boolean known = checkDefined(reference, subject, errors);
        if (known) {
            used.add(reference.value());
        }
        return known;
    }

    /** Whether the name is defined; if not, that is an error. */
    boolean checkDefined(At<String> reference, String subject, Problems errors) {
        if (defined.containsKey(reference.value())) {
            return true;
        }
        errors.add(
                reference.place(),
                subject
                        + ": unknown "
                        + kind
                        + " "
                        + Quoted.of(reference.value())
                        + (errors.isFull()
                                ? ""
                                : "; "
                                        + Nearest.mend(
                                                reference.value(),
                                                defined.keySet(),
                                                "define it under \"" + section + "\"")));
        return false;
    }

    boolean noneDefined() {
        return defined.isEmpty();
    }

    void used(String name) {
        used.add(name);
    }

    void useAll() {
        used.addAll(defined.keySet());
    }

    /** Warns of what is defined and never used. */
    void warnOfUnused(Problems warnings) {
        for (Node.Entry entry : defined.values()) {
            if (!used.contains(entry.key())) {
                warnings.add(
                        entry.place(),
                        kind
                                + " "
                                + Quoted.of(entry.key())
                                + " is never used; name it, or remove it");
            }
        }
    }
}
