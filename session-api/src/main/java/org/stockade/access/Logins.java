package org.stockade.access;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.auth.Credentials;

/**
 * Who is known to be at which address, and which sessions wait for somebody's consent. It belongs
 * to the firewall: a new policy keeps it, as far as the authenticator of a login stays as it was.
 */
@ProviderType
public interface Logins {
    /**
     * Lets a user in at an address, for services that authenticate by {@code addresses}.
     *
     * @param service whose login it is; empty: that of all services, where they agree on
     *     authenticator and cache and have it {@code by: address}
     * @param offered wiped when this returns
     * @param by who asks for it, in the words of the operator's tool
     * @throws IOException if the credentials are not accepted, the user is locked out, nobody can
     *     tell, or there is no such service; the message is for the operator
     */
    Login login(InetAddress address, Optional<String> service, Credentials offered, String by)
            throws IOException;

    /**
     * Ends all logins of an address; sessions that live go on.
     *
     * @return how many there were
     */
    int logout(InetAddress address, String by);

    /** The logins that hold, oldest first. */
    List<Login> logins();

    /** The sessions that wait for consent, longest first. */
    List<Waiting> waiting();

    /**
     * Lets a waiting session in, or refuses it.
     *
     * @param id {@code web-out:17}, or the whole {@code (edge/web-out:17)}
     * @return {@code false} if no such session waits
     */
    boolean authorize(String id, boolean accept, String by);

    /**
     * A user at an address.
     *
     * @param service the one service it counts for; empty: all that ask this authenticator
     * @param how {@code login}: by the operator; {@code inband}: in a session's protocol
     * @param idle since it last let a session in
     * @param until when it ends at the latest, or earlier if it stays idle
     */
    record Login(
            InetAddress address,
            String user,
            List<String> groups,
            String authenticator,
            Optional<String> service,
            String how,
            Instant since,
            Duration idle,
            Instant until) {}

    /**
     * A session that waits.
     *
     * @param why {@code n-eyes} or {@code pair}
     * @param left until it is refused
     */
    record Waiting(
            String id, String service, String user, String client, String why, Duration left) {}
}
