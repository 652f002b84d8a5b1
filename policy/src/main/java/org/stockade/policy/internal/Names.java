package org.stockade.policy.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stockade.policy.Nearest;

/** The names of one kind that a document defines, and which of them it uses. */
final class Names {
    private final String kind;
    private final String section;
    private final Map<String, Defined> defined = new LinkedHashMap<>();
    private boolean allUsed;

    /** A name where it is defined, and whether anything names it. */
    private static final class Defined {
        private final Node.Entry entry;
        private boolean used;

        Defined(Node.Entry entry) {
            this.entry = entry;
        }
    }

    /** The keys of a section; also of what could not be bound, so that one mistake is one error. */
    Names(String kind, Node root, String section) {
        this.kind = kind;
        this.section = section;
        if (root instanceof Node.Mapping mapping
                && mapping.entries().get(section) instanceof Node.Entry entry
                && entry.value() instanceof Node.Mapping named) {
            named.entries().forEach((name, its) -> defined.put(name, new Defined(its)));
        }
    }

    /** Notes the use of names, each of which must be defined. */
    List<String> check(List<At<String>> references, String subject, Problems errors) {
        for (At<String> reference : references) {
            check(reference, subject, errors);
        }
        return At.values(references);
    }

    /** Whether the name is defined; its use is noted, or an error. */
    boolean check(At<String> reference, String subject, Problems errors) {
        Defined known = defined.get(reference.value());
        if (known == null) {
            return checkDefined(reference, subject, errors);
        }
        known.used = true;
        return true;
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
        Defined known = defined.get(name);
        if (known != null) {
            known.used = true;
        }
    }

    void useAll() {
        allUsed = true;
    }

    /** Warns of what is defined and never used. */
    void warnOfUnused(Problems warnings) {
        if (allUsed) {
            return;
        }
        for (Defined name : defined.values()) {
            if (!name.used) {
                warnings.add(
                        name.entry.place(),
                        kind
                                + " "
                                + Quoted.of(name.entry.key())
                                + " is never used; name it, or remove it");
            }
        }
    }
}
