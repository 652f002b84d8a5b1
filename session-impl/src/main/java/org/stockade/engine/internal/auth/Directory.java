package org.stockade.engine.internal.auth;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.stockade.auth.Identity;
import org.stockade.policy.AuthenticatorPolicy;
import org.stockade.policy.KnownAddress;

/** What one policy knows of clients: who judges, and who is taken to be where. */
public final class Directory implements AutoCloseable {
    private final List<Judge> judges;
    private final List<AuthenticatorPolicy> authenticators;
    private final AddressBook known;

    /**
     * Its judges are its own from now on.
     *
     * @param authenticators as the policy has them, whoever is there to judge
     */
    public Directory(
            List<Judge> judges,
            List<AuthenticatorPolicy> authenticators,
            List<KnownAddress> known) {
        this.judges = List.copyOf(judges);
        this.authenticators = List.copyOf(authenticators);
        this.known = new AddressBook(known);
    }

    /** Whom the policy takes to be at an address. */
    public Optional<Identity> at(InetAddress address) {
        return known.at(address);
    }

    /** What the policy makes the authenticator of a name of; empty: it has none. */
    public String written(String authenticator) {
        return authenticators.stream()
                .filter(each -> each.name().equals(authenticator))
                .findFirst()
                .map(AuthenticatorPolicy::written)
                .orElse("");
    }

    /** Nobody asks any more. */
    @Override
    public void close() {
        judges.forEach(Judge::close);
    }
}
