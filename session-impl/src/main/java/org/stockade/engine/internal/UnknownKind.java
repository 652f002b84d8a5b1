package org.stockade.engine.internal;

import java.util.Set;
import org.stockade.engine.internal.revision.Kind;
import org.stockade.engine.internal.revision.Snapshot;
import org.stockade.policy.Nearest;
import org.stockade.policy.SettingsNode;

/**
 * A router, chainer or kind of something that no bundle has.
 *
 * @param what what is missing, in a word
 * @param name as the policy has it
 * @param known the names there are
 */
record UnknownKind(String what, String name, Set<String> known) {
    static UnknownKind of(Snapshot snapshot, Kind kind, String name) {
        String what =
                switch (kind) {
                    case ROUTER, CHAINER -> kind.word();
                    case PROXY, AUTHENTICATOR, DETECTOR, MATCHER, NAT, RESOLVER -> "kind";
                };
        return new UnknownKind(what, name, snapshot.all(kind).keySet());
    }

    /**
     * The error, with its place in front.
     *
     * @param subject whose it is, with a colon and a space behind; may be empty
     */
    String at(SettingsNode with, String subject) {
        return with.place()
                + ": "
                + subject
                + "no "
                + what
                + " is called \""
                + name
                + "\"; "
                + Nearest.orElse(
                        name, known, "there are " + known + ", and a bundle may bring others");
    }
}
