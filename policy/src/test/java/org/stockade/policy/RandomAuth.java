package org.stockade.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.stockade.auth.Identity;
import org.stockade.policy.AuthenticationPolicy.Cache;
import org.stockade.policy.AuthenticationPolicy.Lockout;
import org.stockade.policy.AuthenticationPolicy.Method;
import org.stockade.policy.AuthorizationPolicy.Condition;
import org.stockade.policy.AuthorizationPolicy.Entry;
import org.stockade.policy.AuthorizationPolicy.NEyes;
import org.stockade.policy.AuthorizationPolicy.Wait;
import org.stockade.session.Subnet;

/** Who clients are and what they may, without an error. */
record RandomAuth(Random random, Supplier<Schedule> schedules) {
    private static final List<String> NAMES = List.of("ada", "it's", "a: b", "ß€😀", "null", "1");

    List<KnownAddress> known() {
        List<KnownAddress> known = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            known.add(
                    new KnownAddress(
                            Subnet.parse("10.77." + i + ".0/24"), new Identity(name(), names())));
        }
        return known;
    }

    /**
     * @param known whether a policy without an authenticator means anything
     */
    AuthenticationPolicy authentication(boolean known) {
        Method method = random.nextBoolean() ? Method.INBAND : Method.ADDRESSES;
        Duration idle = Duration.ofMillis(1000 + random.nextInt(100_000));
        Cache cache =
                new Cache(
                        idle,
                        idle.plusMillis(random.nextInt(100_000)),
                        random.nextBoolean() ? Cache.By.ADDRESS : Cache.By.ADDRESS_AND_SERVICE);
        return new AuthenticationPolicy(
                method == Method.ADDRESSES && known && random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(random.nextBoolean() ? "people" : "others"),
                method,
                name(),
                Duration.ofMillis(1 + random.nextInt(60_000)),
                method == Method.ADDRESSES || random.nextBoolean()
                        ? Optional.of(cache)
                        : Optional.empty(),
                new Lockout(
                        1 + random.nextInt(1000),
                        Duration.ofMillis(1000 + random.nextInt(1_000_000)),
                        Duration.ofMillis(1000 + random.nextInt(1_000_000))));
    }

    AuthorizationPolicy authorization(List<String> services) {
        List<Entry> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(new Entry(random.nextBoolean(), condition()));
        }
        Optional<String> authorizes =
                random.nextBoolean() ? Optional.of(services.getFirst()) : Optional.empty();
        return new AuthorizationPolicy(
                condition(),
                list,
                random.nextBoolean()
                        ? Optional.of(
                                new NEyes(
                                        authorizes,
                                        authorizes.isEmpty() || random.nextBoolean()
                                                ? Optional.of(wait_())
                                                : Optional.empty()))
                        : Optional.empty(),
                random.nextBoolean() ? Optional.of(wait_()) : Optional.empty());
    }

    private Condition condition() {
        List<String> users = names();
        return new Condition(
                users.isEmpty() ? List.of("ada") : users,
                names(),
                random.nextBoolean() ? List.of(schedules.get()) : List.of(),
                random.nextBoolean() ? List.of(Subnet.parse("10.0.0.0/8")) : List.of());
    }

    private Wait wait_() {
        return new Wait(
                Duration.ofMillis(1000 + random.nextInt(1_000_000)), 1 + random.nextInt(1000));
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(NAMES);
        names.removeIf(name -> random.nextInt(3) > 0);
        return names;
    }
}
