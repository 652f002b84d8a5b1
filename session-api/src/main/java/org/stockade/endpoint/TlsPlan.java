package org.stockade.endpoint;

import javax.net.ssl.SSLEngine;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How one side of one session does TLS: made by the TLS bundle from the service's encryption
 * policy.
 */
@ProviderType
public interface TlsPlan {
    /**
     * A fresh engine for this handshake, client or server mode set, peer name verification
     * included.
     */
    SSLEngine engine(SockAddr peer);
}
