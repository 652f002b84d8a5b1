package org.stockade.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stockade.policy.ProxyBudget.NO_LIMIT;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.policy.Budgets;
import org.stockade.policy.ProxyBudget;

/** The key {@code budgets}: what proxies may use. */
class BudgetsTest {
    private static String with(String line) {
        return "stockade: 1\nlisteners: { surf: { bind: '127.0.0.1:0' } }\n" + line + "\n";
    }

    private static Budgets budgets(String written) {
        return Documents.policy(with(written)).budgets();
    }

    @Test
    void withoutTheKeyOnlyErrorsShouldBeBounded() {
        for (String written : new String[] {"", "budgets: {}", "budgets: { http: {} }"}) {
            assertThat(budgets(written).of("http"))
                    .isEqualTo(new ProxyBudget(NO_LIMIT, NO_LIMIT, NO_LIMIT, 100));
            assertThat(budgets(written).measureCpu()).isFalse();
            assertThat(budgets(written).measureBuffered()).isFalse();
        }
    }

    @Test
    void budgetShouldBeThatOfItsProxy() {
        Budgets read =
                budgets(
                        "budgets: { http: { sessions: 5000, buffered: 256MiB, cpu: 50%,"
                                + " errors-per-minute: 7 } }");
        assertThat(read.of("http")).isEqualTo(new ProxyBudget(5000, 256L << 20, 50, 7));
        assertThat(read.of("plain")).isEqualTo(ProxyBudget.DEFAULT);
        assertThat(read.measureCpu()).isTrue();
        assertThat(read.measureBuffered()).isTrue();
    }

    // Whatever their order in the document.
    @Test
    void whatIsLeftOutShouldComeFromTheOthersAndNoneUndoThat() {
        Budgets read =
                budgets(
                        "budgets: { http: { sessions: none, cpu: none },"
                                + " '*': { sessions: 9, cpu: 20%, errors-per-minute: none } }");
        assertThat(read.of("http"))
                .isEqualTo(new ProxyBudget(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT));
        assertThat(read.of("text")).isEqualTo(new ProxyBudget(9, NO_LIMIT, 20, NO_LIMIT));
    }

    @Test
    void unitsShouldBeThoseOfPowersOfTwo() {
        assertThat(budgets("budgets: { a: { buffered: 64KiB } }").of("a").buffered())
                .isEqualTo(65_536);
        assertThat(budgets("budgets: { a: { buffered: 1024GiB } }").of("a").buffered())
                .isEqualTo(1L << 40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http: { sessions: 0 }",
                "http: { sessions: 1000001 }",
                "http: { sessions: many }",
                "http: { sessions: -1 }",
                "http: { sessions: 99999999999999999999 }",
                "http: { buffered: 63KiB }",
                "http: { buffered: 1025GiB }",
                "http: { buffered: 256MB }",
                "http: { buffered: 1000000 }",
                "http: { cpu: 0% }",
                "http: { cpu: 101% }",
                "http: { cpu: 50 }",
                "http: { cpu: 0.5% }",
                "http: { errors-per-minute: 0 }",
                "http: { errors: 1 }",
                "'a b': {}",
                "http: 5"
            })
    void whatIsOutOfBoundsShouldBeAnErrorAtItsPlace(String wrong) {
        assertThat(Documents.errors(with("budgets: { " + wrong + " }")))
                .singleElement()
                .asString()
                .startsWith("t.yaml:3:");
    }

    @Test
    void errorShouldSayWhatMendsIt() {
        assertThat(Documents.errors(with("budgets: { http: { cpu: 200% } }")))
                .singleElement()
                .asString()
                .endsWith("budget \"http\": cpu \"200%\" is out of range; use 1% to 100%, or none");
        assertThat(Documents.errors(with("budgets: { http: { buffered: 1KiB } }")))
                .singleElement()
                .asString()
                .endsWith(
                        "budget \"http\": buffered 1KiB is out of range; use 64KiB to 1024GiB, or"
                                + " none");
    }
}
