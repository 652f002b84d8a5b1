package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FewOfTest {
    @Test
    void elementsShouldBeToldApartByIdentity() {
        FewOf<String> few = new FewOf<>();
        String one = new String(new char[] {'a'});
        String alike = new String(new char[] {'a'});
        few.add(one);
        few.add(alike);

        few.remove(one);

        assertThat(few.all()).hasSize(1);
        assertThat(few.all().getFirst()).isSameAs(alike);
        few.remove(one);
        assertThat(few.isEmpty()).isFalse();
        few.remove(alike);
        assertThat(few.isEmpty()).isTrue();
    }

    @Test
    void iterationShouldSeeASnapshot() {
        FewOf<String> few = new FewOf<>();
        few.add("a");
        few.add("b");
        StringBuilder seen = new StringBuilder();

        for (String each : few) {
            few.add("late");
            few.remove("b");
            seen.append(each);
        }

        assertThat(seen).hasToString("ab");
        assertThat(few.all()).containsExactly("a", "late", "late");
    }

    @Test
    void removalByConditionShouldKeepTheOthers() {
        FewOf<Integer> few = new FewOf<>();
        for (int i = 0; i < 5; i++) {
            few.add(i);
        }

        few.removeIf(each -> each % 2 == 0);

        assertThat(few.all()).containsExactly(1, 3);
    }
}
