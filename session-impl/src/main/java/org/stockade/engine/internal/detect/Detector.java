package org.stockade.engine.internal.detect;

import java.nio.ByteBuffer;
import java.util.List;

/** Recognises one protocol by the first bytes of a client. */
@FunctionalInterface
public interface Detector {
    /** All there are; at most one of them recognises the same bytes. */
    List<Detector> ALL = List.of(HttpDetector::detect, SshDetector::detect, TlsDetector::detect);

    /**
     * Looks at the bytes from position to limit, and changes neither.
     *
     * @param soFar all that the client has sent, perhaps nothing
     */
    Finding detect(ByteBuffer soFar);
}
