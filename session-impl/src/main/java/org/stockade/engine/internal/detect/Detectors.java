package org.stockade.engine.internal.detect;

import java.util.Map;
import org.stockade.detect.Detector;

/** The detectors that come with the engine, by the kinds they recognise. */
public final class Detectors {
    private static final Detector TLS = new TlsDetector();

    /** Each kind; one detector may have several. */
    public static final Map<String, Detector> OWN =
            Map.of(
                    "http", new HttpDetector(),
                    "ssh", new SshDetector(),
                    "ssh-server", new SshServerDetector(),
                    "tls", TLS,
                    "alpn", TLS,
                    "cert", new CertDetector());

    private Detectors() {}
}
