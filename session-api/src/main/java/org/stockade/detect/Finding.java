package org.stockade.detect;

import java.util.List;

/** What a detector makes of the bytes so far. */
public sealed interface Finding {
    /** It is something else, whatever follows. */
    record Not() implements Finding {}

    /** It may be, and what follows decides. */
    record NeedMore() implements Finding {}

    /**
     * It may be, and the server's answer to the client's first bytes decides: they are sent to it,
     * on a connection that is closed when all is decided.
     *
     * @param count how many of the client's bytes; those that have not come yet are not sent
     */
    record CopyClient(int count) implements Finding {}

    /**
     * It is.
     *
     * @param names by what rules may call it, the closest first: {@code tls:www.example.com},
     *     {@code tls}; at most 64 count, of printable ASCII without blanks, whose part before the
     *     first colon is a kind of the detector
     */
    record Detected(List<String> names) implements Finding {
        public Detected {
            names = List.copyOf(names);
        }
    }

    /** One for all. */
    Finding NOT = new Not();

    /** One for all. */
    Finding NEED_MORE = new NeedMore();

    /** This kind, and no more is known. */
    static Finding plain(String kind) {
        return new Detected(List.of(kind));
    }
}
