package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.stockade.policy.Policy;
import org.stockade.policy.PolicyParser.Reading;

/** Reads documents for tests, as {@code t.yaml}. */
final class Documents {
    private Documents() {}

    static Reading read(String text) {
        Reading reading = new YamlPolicyParser().parse("t.yaml", text);
        assertThat(reading.policy().isPresent()).isEqualTo(reading.errors().isEmpty());
        return reading;
    }

    static List<String> errors(String text) {
        return read(text).errors();
    }

    static List<String> warnings(String text) {
        Reading reading = read(text);
        assertThat(reading.errors()).isEmpty();
        return reading.warnings();
    }

    static Policy policy(String text) {
        Reading reading = read(text);
        assertThat(reading.errors()).isEmpty();
        return reading.policy().orElseThrow();
    }
}
