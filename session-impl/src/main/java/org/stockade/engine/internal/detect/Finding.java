package org.stockade.engine.internal.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a detector makes of the bytes so far. */
public sealed interface Finding {
    /** It is something else, whatever follows. */
    record Not() implements Finding {}

    /** It may be, and what follows decides. */
    record NeedMore() implements Finding {}

    /**
     * It is.
     *
     * @param protocol the detector's name
     * @param serverName name of the server that the client asks for, in lower case; a claim
     * @param offered protocols that it offers inside of this one, in its order
     */
    record Detected(String protocol, Optional<String> serverName, List<String> offered)
            implements Finding {
        public Detected {
            offered = List.copyOf(offered);
        }

        /** What rules may call it, the closest name first. */
        public List<String> names() {
            List<String> names = new ArrayList<>(2);
            serverName.ifPresent(server -> names.add(protocol + ":" + server));
            names.add(protocol);
            return names;
        }
    }

    /** One for all. */
    Finding NOT = new Not();

    /** One for all. */
    Finding NEED_MORE = new NeedMore();

    /** This protocol, and no more is known. */
    static Finding plain(String protocol) {
        return new Detected(protocol, Optional.empty(), List.of());
    }
}
