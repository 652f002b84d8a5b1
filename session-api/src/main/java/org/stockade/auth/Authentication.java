package org.stockade.auth;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.auth.Credentials.Method;

/**
 * The dialogue of one session whose service authenticates in band: the proxy carries it, the engine
 * judges. Until somebody is accepted, the session connects to no server.
 */
@ProviderType
public interface Authentication {
    /** What the client may be told that it logs in to. */
    String realm();

    /** Who the client is, where that is known: from a cache, or since it was accepted. */
    Optional<Identity> identity();

    /** The kinds of proof that can be judged. */
    Set<Method> methods();

    /**
     * Judges an offer, waiting as long as the policy allows; it waits as well where another client
     * or an operator has to consent. Ten a session at most; {@link Answer.Refused} afterwards.
     *
     * @param offered wiped when this returns
     * @throws IOException if the session ends meanwhile
     */
    Answer judge(Credentials offered) throws IOException;
}
