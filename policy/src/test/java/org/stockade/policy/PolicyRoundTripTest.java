package org.stockade.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.stockade.policy.PolicyParser.Reading;
import org.stockade.policy.internal.YamlPolicyParser;

/** What is written as a document is read as what it was, all of it: parse(print(p)) = p. */
class PolicyRoundTripTest {
    private static final int POLICIES = 200;

    /** Enough for every value that is one of a few. */
    private static final int COUNTED = 60;

    /** Read by nobody yet: the parser refuses {@code true}. */
    private static final Set<String> REFUSED = Set.of("ListenerPolicy.proxyProtocol");

    @Test
    void printedPolicyShouldBeReadAsItself() {
        int rules = 0;
        for (long seed = 0; seed < POLICIES; seed++) {
            Policy policy = RandomPolicies.policy(seed);
            String text = PolicyPrinter.print(policy);
            Reading reading = read(policy, text);
            assertThat(reading.errors()).as("seed %d:%n%s", seed, text).isEmpty();
            Policy read = reading.policy().orElseThrow();
            assertThat(PolicyTree.of(read)).as("seed %d", seed).isEqualTo(PolicyTree.of(policy));
            assertThat(PolicyPrinter.print(read)).as("seed %d", seed).isEqualTo(text);
            rules += read.rules().size();
        }
        assertThat(rules).isEqualTo(12 * POLICIES);
    }

    private static Reading read(Policy policy, String text) {
        Optional<Path> folder =
                policy.matchers().stream().flatMap(it -> it.folder().stream()).findFirst();
        return folder.map(it -> new YamlPolicyParser().parse("p.yaml", it, text))
                .orElseGet(() -> new YamlPolicyParser().parse("p.yaml", text));
    }

    // Of two different values at most one is the default: a component of which two were made was
    // made with another. One that a record gains is missing here until it is generated.
    @Test
    void everyComponentShouldBeGeneratedWithAnotherValueThanItsDefault() {
        Map<String, Set<Object>> made = new HashMap<>();
        for (long seed = 0; seed < COUNTED; seed++) {
            PolicyTree.visit(
                    RandomPolicies.policy(seed),
                    (member, value, plain) -> {
                        Set<Object> values =
                                made.computeIfAbsent(member, unused -> new HashSet<>());
                        if (values.size() < 2 || value instanceof Enum<?>) {
                            values.add(plain.get());
                        }
                    });
        }
        Set<String> missing = new TreeSet<>();
        PolicyTree.members()
                .forEach(
                        (member, type) -> {
                            if (made.getOrDefault(member, Set.of()).size() < wanted(type)) {
                                missing.add(member);
                            }
                        });
        assertThat(missing).isEqualTo(REFUSED);
        assertThat(PolicyTree.members()).hasSizeGreaterThan(100);
    }

    /** Every constant of an enumeration, else two values. */
    private static int wanted(Type type) {
        return type instanceof Class<?> raw && raw.isEnum() ? raw.getEnumConstants().length : 2;
    }

    @Test
    void whatIsNeverGeneratedShouldBeRefused() {
        Reading reading =
                new YamlPolicyParser()
                        .parse(
                                "p.yaml",
                                "stockade: 1\nlisteners: { a: { bind: '[::1]:0', proxy-protocol:"
                                        + " true } }\n");
        assertThat(reading.errors()).singleElement().asString().contains("proxy-protocol");
        assertThat(List.copyOf(REFUSED)).hasSize(1);
    }
}
