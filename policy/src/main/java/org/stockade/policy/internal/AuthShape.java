package org.stockade.policy.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Cache.By;
import org.stockade.policy.AuthorizationPolicy;
import org.stockade.proxy.Setting;
import org.stockade.session.Subnet;

/** What the document says of who clients are, and of what they may. */
final class AuthShape {
    private static final long SECOND = 1_000;
    private static final long HOUR = 3_600_000;
    private static final long MONTH = 30L * 24 * HOUR;

    private AuthShape() {}

    record KnownAddress(
            @Setting("Subnets of clients; the most specific one of all entries decides.")
                    List<At<Subnet>> subnets,
            @Setting("The user that clients from there are taken to be.") AccountName user,
            @Setting("The groups of that user.") List<AccountName> groups) {}

    record Authentication(
            @Setting("Who judges, a name under authenticators; absent: known-addresses alone.")
                    Optional<At<String>> authenticator,
            @Setting(
                            "inband: in the protocol of the proxy; addresses: before the session, by"
                                    + " known-addresses or ctl login.")
                    At<AuthenticationPolicy.Method> method,
            @Setting("How long an answer counts; absent: with addresses 10m idle, 8h in all.")
                    Optional<Cache> cache,
            @Setting("When nobody is asked any more for a while.") Optional<Lockout> lockout,
            @Setting("What clients are told that they log in to; absent: the service's name.")
                    Optional<AccountName> realm,
            @Setting(
                            value = "Longest wait for a judgement; after it the client is refused.",
                            def = "10s",
                            min = 1,
                            max = 60 * SECOND)
                    Duration timeLimit) {}

    record Cache(
            @Setting(
                            value = "So long without a session that used it.",
                            def = "10m",
                            min = SECOND,
                            max = MONTH)
                    Duration idle,
            @Setting(value = "So long in any case.", def = "8h", min = SECOND, max = MONTH)
                    Duration total,
            @Setting(
                            value =
                                    "address: for all services with this authenticator;"
                                            + " address-and-service: for this service.",
                            def = "address")
                    By by) {
        Cache {
            if (total.compareTo(idle) < 0) {
                throw new IllegalArgumentException(
                        "cache total "
                                + Leaves.written(total.toMillis())
                                + " is shorter than its idle "
                                + Leaves.written(idle.toMillis())
                                + "; use the same or more");
            }
        }

        AuthenticationPolicy.Cache policy() {
            return new AuthenticationPolicy.Cache(idle, total, by);
        }
    }

    record Lockout(
            @Setting(
                            value =
                                    "Wrong passwords of one user; of one address ten times as many.",
                            def = "5",
                            min = 1,
                            max = 1000)
                    int failures,
            @Setting(value = "Within this time.", def = "10m", min = SECOND, max = 24 * HOUR)
                    Duration within,
            @Setting(value = "So long nobody is asked.", def = "15m", min = SECOND, max = MONTH)
                    Duration for_) {
        AuthenticationPolicy.Lockout policy() {
            return new AuthenticationPolicy.Lockout(failures, within, for_);
        }
    }

    record Authorization(
            @Setting("Users.") List<AccountName> permitUser,
            @Setting("Groups; the user must be in one of them.") List<AccountName> permitGroup,
            @Setting("Times of the week at which the session begins.")
                    List<At<TimeShape>> permitTime,
            @Setting("Subnets of the client.") List<Subnet> addressList,
            @Setting(
                            "In this order: a sufficient entry that holds lets the client in, a required"
                                    + " one that does not refuses it; at the end at least one must have been"
                                    + " required.")
                    List<At<Entry>> accessList,
            @Setting("Another client has to consent.") Optional<At<NEyes>> nEyes,
            @Setting("Two different users must ask within the time.") Optional<Wait> pair) {}

    record Entry(
            @Setting("Where it does not hold, the client is refused.")
                    Optional<At<Condition>> required,
            @Setting("Where it holds, the client is let in.") Optional<At<Condition>> sufficient) {}

    record Condition(
            @Setting("Users.") List<AccountName> permitUser,
            @Setting("Groups; the user must be in one of them.") List<AccountName> permitGroup,
            @Setting("Times of the week at which the session begins.")
                    List<At<TimeShape>> permitTime,
            @Setting("Subnets of the client.") List<Subnet> addressList) {}

    record NEyes(
            @Setting("The service whose waiting sessions a client of this one lets in, one each.")
                    Optional<At<String>> authorizes,
            @Setting("A client of this service waits for another's consent; absent: it does not.")
                    Optional<Wait> wait_) {}

    record Wait(
            @Setting(
                            value = "Then the session is refused.",
                            def = "60s",
                            min = SECOND,
                            max = HOUR,
                            shorthand = true)
                    Duration atMost,
            @Setting(
                            value =
                                    "Sessions of the service that wait at once; one more is refused.",
                            def = "10",
                            min = 1,
                            max = 1000)
                    int sessions) {
        AuthorizationPolicy.Wait policy() {
            return new AuthorizationPolicy.Wait(atMost, sessions);
        }
    }
}
