package org.stockade.engine.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.auth.Identity;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.AuthorizationPolicy;
import org.stockade.policy.AuthorizationPolicy.Condition;
import org.stockade.policy.AuthorizationPolicy.Entry;
import org.stockade.policy.Schedule;
import org.stockade.session.Subnet;

/** Core.md section 15.3. */
class AuthorizerTest {
    private static final Condition ANY = new Condition(List.of(), List.of(), List.of(), List.of());
    private static final InetAddress CLIENT = SockAddr.literal("192.0.2.7").orElseThrow();

    private static Condition users(String... names) {
        return new Condition(List.of(names), List.of(), List.of(), List.of());
    }

    private static Condition groups(String... names) {
        return new Condition(List.of(), List.of(names), List.of(), List.of());
    }

    private static AuthorizationPolicy policy(Condition condition, Entry... list) {
        return new AuthorizationPolicy(
                condition, List.of(list), Optional.empty(), Optional.empty());
    }

    private static Entry required(Condition condition) {
        return new Entry(false, condition);
    }

    private static Entry sufficient(Condition condition) {
        return new Entry(true, condition);
    }

    private static Optional<String> refusal(
            AuthorizationPolicy policy, String user, String... groups) {
        return new Authorizer(
                        Optional.of(new Identity(user, List.of(groups))), CLIENT, Instant.EPOCH)
                .refusal(policy);
    }

    @Test
    void userAndGroupShouldBothHold() {
        AuthorizationPolicy policy =
                policy(
                        new Condition(
                                List.of("ada", "bob"), List.of("staff"), List.of(), List.of()));

        assertThat(refusal(policy, "ada", "guests", "staff")).isEmpty();
        assertThat(refusal(policy, "eve", "staff")).contains("user \"eve\" is not in permit-user");
        assertThat(refusal(policy, "bob", "guests"))
                .contains("user \"bob\" is in no group of permit-group");
    }

    @Test
    void unknownClientShouldMeetNoUser() {
        assertThat(
                        new Authorizer(Optional.empty(), CLIENT, Instant.EPOCH)
                                .refusal(policy(users("ada"))))
                .contains("an unknown user is not in permit-user");
    }

    @Test
    void timeShouldBeThatOfTheBeginningAndNeedNoUser() {
        // 1970-01-01 was a Thursday.
        Schedule night =
                new Schedule(EnumSet.of(DayOfWeek.THURSDAY), 0, 60, Optional.of(ZoneId.of("UTC")));
        AuthorizationPolicy policy =
                policy(new Condition(List.of(), List.of(), List.of(night), List.of()));

        assertThat(new Authorizer(Optional.empty(), CLIENT, Instant.EPOCH).refusal(policy))
                .isEmpty();
        assertThat(
                        new Authorizer(Optional.empty(), CLIENT, Instant.EPOCH.plusSeconds(3600))
                                .refusal(policy))
                .contains("it is none of the times of permit-time");
    }

    @Test
    void addressShouldBeInTheList() {
        assertThat(
                        refusal(
                                policy(
                                        new Condition(
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(Subnet.parse("192.0.2.0/29")))),
                                "ada"))
                .isEmpty();
        assertThat(
                        refusal(
                                policy(
                                        new Condition(
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(Subnet.parse("10.0.0.0/8")))),
                                "ada"))
                .contains("192.0.2.7 is not in address-list");
    }

    /** The example of the section: admin, or members of both groups. */
    @Test
    void sufficientEntryShouldLetInAndRequiredOnesMustAllHold() {
        AuthorizationPolicy policy =
                policy(
                        ANY,
                        sufficient(users("admin")),
                        required(groups("a")),
                        required(groups("b")));

        assertThat(refusal(policy, "admin")).isEmpty();
        assertThat(refusal(policy, "ada", "a", "b")).isEmpty();
        assertThat(refusal(policy, "ada", "a"))
                .contains(
                        "user \"ada\" is in no group of permit-group, which access-list requires");
    }

    @Test
    void orderShouldDecideBetweenSufficientAndRequired() {
        AuthorizationPolicy policy = policy(ANY, required(groups("a")), sufficient(users("admin")));

        assertThat(refusal(policy, "admin")).isPresent();
    }

    @Test
    void sufficientEntriesAloneShouldLetNobodyElseIn() {
        AuthorizationPolicy policy = policy(ANY, sufficient(users("admin")));

        assertThat(refusal(policy, "admin")).isEmpty();
        assertThat(refusal(policy, "ada"))
                .contains("user \"ada\" meets no sufficient entry of access-list");
    }
}
