package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stockade.match.Matcher;
import org.stockade.policy.SettingsNode;
import org.stockade.policy.SettingsNode.Opened;
import org.stockade.proxy.Setting;
import org.stockade.proxy.SettingsException;

/** Matchers in the settings of a proxy. */
class MatcherSettingsTest {
    private static final SettingsNode.Children NO_CHILDREN =
            (proxy, with, hold, errors) -> {
                throw new IllegalStateException("it has no child");
            };

    private static SettingsNode with(String yaml) {
        String policy =
                "stockade: 1\nlisteners: { in: { bind: '127.0.0.1:1' } }\n"
                        + "services: { web: { proxy: it, router: inband, with: "
                        + yaml
                        + " } }\nrules: [{ service: web }]\n";
        return Documents.policy(policy).service("web").orElseThrow().with();
    }

    record Asking(
            @Setting("One.") Matcher one,
            @Setting("Perhaps another.") Optional<Matcher> other,
            @Setting("Several by name.") Map<String, Matcher> more) {}

    /** {@code ads} is there, {@code loop} is not to be had. */
    private static final SettingsNode.Matchers MATCHERS =
            new SettingsNode.Matchers() {
                @Override
                public Optional<Matcher> find(String name, Consumer<String> wrong) {
                    if (name.equals("loop")) {
                        wrong.accept("matcher \"loop\" is made of itself");
                        return Optional.empty();
                    }
                    return Optional.<Matcher>of(text -> true).filter(it -> name.equals("ads"));
                }

                @Override
                public Set<String> names() {
                    return Set.of("ads", "loop");
                }
            };

    @Test
    void matcherShouldBeNamedAndAnUnknownOneBeAnErrorAtItsPlace() throws SettingsException {
        Asking asking =
                with("{ one: ads, more: { x: ads } }")
                        .open(NO_CHILDREN, MATCHERS)
                        .bind(Asking.class);
        assertThat(asking.other()).isEmpty();
        assertThat(asking.more()).containsOnlyKeys("x");
        Opened opened =
                with("{ one: adz, other: loop, more: { x: [ads] } }").open(NO_CHILDREN, MATCHERS);
        assertThatThrownBy(() -> opened.bind(Asking.class)).isInstanceOf(SettingsException.class);
        assertThat(opened.errors().toString())
                .contains("unknown matcher \"adz\"; did you mean \"ads\"")
                .contains("matcher \"loop\" is made of itself")
                .contains("wants a name, but here is a list");
        assertThatThrownBy(() -> with("{ one: ads }").open(NO_CHILDREN).bind(Asking.class))
                .hasMessageContaining("define it under \"matchers\"");
    }
}
