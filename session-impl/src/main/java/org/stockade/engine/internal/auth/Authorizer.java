package org.stockade.engine.internal.auth;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.stockade.auth.Identity;
import org.stockade.policy.AuthorizationPolicy;
import org.stockade.policy.AuthorizationPolicy.Condition;
import org.stockade.policy.AuthorizationPolicy.Entry;

/**
 * Decides what can be decided at once: users, groups, times, addresses, access lists. Of a client.
 *
 * @param who empty: nobody has said
 * @param begun when its session began
 */
public record Authorizer(Optional<Identity> who, InetAddress client, Instant begun) {
    /** Why the policy does not let this client in; empty: it does, as far as it asks nobody. */
    public Optional<String> refusal(AuthorizationPolicy policy) {
        return unmet(policy.condition()).or(() -> byList(policy));
    }

    private Optional<String> byList(AuthorizationPolicy policy) {
        boolean required = false;
        for (Entry entry : policy.accessList()) {
            Optional<String> unmet = unmet(entry.condition());
            if (entry.sufficient()) {
                if (unmet.isEmpty()) {
                    return Optional.empty();
                }
            } else if (unmet.isPresent()) {
                return unmet.map(why -> why + ", which access-list requires");
            } else {
                required = true;
            }
        }
        return required || policy.accessList().isEmpty()
                ? Optional.empty()
                : Optional.of(named() + " meets no sufficient entry of access-list");
    }

    /** The first thing that a condition asks and that does not hold. */
    private Optional<String> unmet(Condition condition) {
        if (!condition.addresses().isEmpty()
                && condition.addresses().stream().noneMatch(each -> each.contains(client))) {
            return Optional.of(client.getHostAddress() + " is not in address-list");
        }
        if (!condition.times().isEmpty()
                && condition.times().stream().noneMatch(each -> each.holds(begun))) {
            return Optional.of("it is none of the times of permit-time");
        }
        if (!condition.users().isEmpty()
                && who.filter(user -> condition.users().contains(user.user())).isEmpty()) {
            return Optional.of(named() + " is not in permit-user");
        }
        if (!condition.groups().isEmpty()
                && who.filter(user -> user.groups().stream().anyMatch(condition.groups()::contains))
                        .isEmpty()) {
            return Optional.of(named() + " is in no group of permit-group");
        }
        return Optional.empty();
    }

    private String named() {
        return who.map(user -> "user \"" + user.user() + "\"").orElse("an unknown user");
    }
}
