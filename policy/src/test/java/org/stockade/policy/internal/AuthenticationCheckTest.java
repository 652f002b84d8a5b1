package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stockade.auth.Identity;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Lockout;
import org.stockade.policy.AuthenticationPolicy.Method;
import org.stockade.policy.AuthorizationPolicy;
import org.stockade.policy.AuthorizationPolicy.Entry;
import org.stockade.policy.AuthorizationPolicy.Wait;
import org.stockade.policy.KnownAddress;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser.Reading;
import org.stockade.policy.ServicePolicy;
import org.stockade.session.Subnet;

/** Who clients are, and what services let them do. */
class AuthenticationCheckTest {
    /** The service stands on line 6. */
    private static String document(String service) {
        return """
        stockade: 1
        authenticators: { people: { table: { users: {} } } }
        known-addresses: [{ subnets: 10.0.0.9, user: desk, groups: [staff] }]
        listeners: { in: { bind: "127.0.0.1:0" } }
        services:
          vault: { proxy: plain, router: inband, %s }
          other: { proxy: plain, router: inband }
        rules: [{ listener: in, service: vault }, { from-port: 9, service: other }]
        """
                .formatted(service);
    }

    private static ServicePolicy service(String text) {
        Reading reading = Documents.read(document(text));
        assertThat(reading.errors()).isEmpty();
        return reading.policy().flatMap(policy -> policy.service("vault")).orElseThrow();
    }

    @Test
    void leftOutKeysShouldHaveTheirDefaults() {
        AuthenticationPolicy made =
                service("authentication: { authenticator: people, method: addresses }")
                        .authentication()
                        .orElseThrow();

        assertThat(made)
                .isEqualTo(
                        new AuthenticationPolicy(
                                Optional.of("people"),
                                Method.ADDRESSES,
                                "vault",
                                Duration.ofSeconds(10),
                                Optional.of(Cache.DEFAULT),
                                Lockout.DEFAULT));
    }

    @Test
    void inbandShouldKeepNothingUnlessItSaysSo() {
        assertThat(
                        service("authentication: { authenticator: people, method: inband }")
                                .authentication()
                                .orElseThrow()
                                .cache())
                .isEmpty();
    }

    @Test
    void everyKeyShouldBeRead() {
        AuthenticationPolicy made =
                service(
                                "authentication: { authenticator: people, method: inband, realm: the"
                                        + " vault, time-limit: 3s, cache: { idle: 5m, total: 1h, by:"
                                        + " address-and-service }, lockout: { failures: 2, within: 1m,"
                                        + " for: 1h } }")
                        .authentication()
                        .orElseThrow();

        assertThat(made)
                .isEqualTo(
                        new AuthenticationPolicy(
                                Optional.of("people"),
                                Method.INBAND,
                                "the vault",
                                Duration.ofSeconds(3),
                                Optional.of(
                                        new Cache(
                                                Duration.ofMinutes(5),
                                                Duration.ofHours(1),
                                                Cache.By.ADDRESS_AND_SERVICE)),
                                new Lockout(2, Duration.ofMinutes(1), Duration.ofHours(1))));
    }

    @Test
    void accessListShouldKeepItsOrder() {
        AuthorizationPolicy made =
                service(
                                "authentication: { method: addresses }, authorization: { permit-time:"
                                        + " { from: '08:00' }, access-list: [{ sufficient: {"
                                        + " permit-user: [b, a] } }, { required: { permit-group: z,"
                                        + " address-list: 10.0.0.0/8 } }] }")
                        .authorization()
                        .orElseThrow();

        assertThat(made.condition().times()).hasSize(1);
        assertThat(made.accessList()).extracting(Entry::sufficient).containsExactly(true, false);
        assertThat(made.accessList().get(0).condition().users()).containsExactly("b", "a");
        assertThat(made.accessList().get(1).condition().addresses())
                .containsExactly(Subnet.parse("10.0.0.0/8"));
    }

    @Test
    void waitShouldStandForItsTime() {
        AuthorizationPolicy made =
                service(
                                "authentication: { method: addresses }, authorization: { pair: 30s,"
                                        + " n-eyes: { authorizes: other, wait: { at-most: 2m,"
                                        + " sessions: 3 } } }")
                        .authorization()
                        .orElseThrow();

        assertThat(made.pair()).contains(new Wait(Duration.ofSeconds(30), 10));
        assertThat(made.nEyes().orElseThrow().authorizes()).contains("other");
        assertThat(made.nEyes().orElseThrow().waits()).contains(new Wait(Duration.ofMinutes(2), 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication: { method: inband } | method inband needs an authenticator; name one",
                "authentication: { method: basic } | method \"basic\" is not known; use inband or"
                        + " addresses",
                "authentication: { authenticator: peple, method: addresses } | unknown authenticator"
                        + " \"peple\"; did you mean \"people\"?",
                "authentication: { authenticator: people } | the key \"method\" is missing",
                "'authentication: { method: addresses, cache: { idle: 2h, total: 1h } }' | cache total"
                        + " 1h is shorter than its idle 2h; use the same or more",
                "'authentication: { method: addresses, lockout: { failures: 0 } }' | failures 0 is out"
                        + " of range; use 1 to 1000",
                "'authentication: { method: addresses, time-limit: 2m }' | time-limit",
                "authorization: { permit-user: ada } | asks for users, and nobody authenticates them",
                "authorization: { pair: 30s } | asks for users, and nobody authenticates them",
                "authorization: {} | authorization says nothing",
                "'authentication: { method: addresses }, authorization: { permit-user: [] }' |"
                        + " permit-user is empty; name at least one, or remove the key",
                "'authentication: { method: addresses }, authorization: { access-list: [{ required: {"
                        + " permit-user: a }, sufficient: { permit-user: b } }] }' | use one of"
                        + " \"required\" and \"sufficient\" in an entry",
                "'authentication: { method: addresses }, authorization: { access-list: [{ required: {}"
                        + " }] }' | an entry asks nothing",
                "'authentication: { method: addresses }, authorization: { n-eyes: {} }' | n-eyes says"
                        + " neither \"authorizes\" nor \"wait\"",
                "'authentication: { method: addresses }, authorization: { n-eyes: { authorizes: valt } }'"
                        + " | unknown service \"valt\"; did you mean \"vault\"?",
                "'authentication: { method: addresses, lock: 5 }' | unknown key \"lock\"",
            })
    void wrongKeyShouldBeOneErrorAtItsPlace(String service, String message) {
        assertThat(Documents.errors(document(service)))
                .singleElement()
                .asString()
                .startsWith("t.yaml:6:")
                .contains(message);
    }

    @Test
    void knownAddressShouldHaveOneUser() {
        Policy policy = Documents.policy(document("max-sessions: 1"));
        assertThat(policy.knownAddresses())
                .containsExactly(
                        new KnownAddress(
                                Subnet.parse("10.0.0.9/32"),
                                new Identity("desk", List.of("staff"))));

        assertThat(
                        Documents.errors(
                                document("max-sessions: 1")
                                        .replace(
                                                "groups: [staff] }",
                                                "groups: [] }, { subnets: [10.0.0.9], user: ada }")))
                .singleElement()
                .asString()
                .contains("known-addresses: 10.0.0.9", "is there already at t.yaml:3:30");
    }

    @Test
    void authenticatorShouldBeTheSameWhereItsSettingsAre() {
        Policy one = Documents.policy(document("max-sessions: 1"));
        Policy two = Documents.policy(document("max-sessions: 2"));
        Policy other =
                Documents.policy(
                        document("max-sessions: 1").replace("users: {}", "users: { ada: x }"));

        assertThat(one.authenticators().getFirst().written())
                .isEqualTo(two.authenticators().getFirst().written())
                .isNotEqualTo(other.authenticators().getFirst().written());
    }

    @Test
    void orderOfAnAccessListShouldBeADifferenceAndOfUsersNot() {
        String before =
                document(
                        "authentication: { method: addresses }, authorization: { access-list: [{"
                                + " sufficient: { permit-user: [a, b] } }, { required: {"
                                + " permit-group: g } }] }");
        YamlPolicyParser parser = new YamlPolicyParser();

        assertThat(parser.diff(before, before.replace("[a, b]", "[b, a]"))).isEmpty();
        assertThat(
                        parser.diff(
                                before,
                                before.replace("sufficient", "x")
                                        .replace("required", "sufficient")
                                        .replace("x:", "required:")))
                .isNotEmpty();
    }

    @Test
    void rulesForUsersShouldNotBeWarnedOfWhereSomebodyMayBeKnown() {
        String ruled =
                document("max-sessions: 1").replace("from-port: 9,", "from-port: 9, user: desk,");

        assertThat(Documents.warnings(ruled))
                .noneMatch(each -> each.contains("wants a user or group"));
    }
}
