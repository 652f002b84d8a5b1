package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
    private final Random random = new Random(3);

    // Words are dense around both halves' borders, so that prefixes nest, touch and end in carries.
    @Test
    void findShouldGiveTheLongestOfAll() {
        for (int round = 0; round < 400; round++) {
            List<Prefix> prefixes = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                prefixes.add(new Prefix(word(), word(), 128).cut(random.nextInt(129)));
            }
            PrefixTable table = new PrefixTable(prefixes);
            for (int i = 0; i < 200; i++) {
                Prefix word = new Prefix(word(), word(), 128);
                int expected =
                        prefixes.stream()
                                .filter(prefix -> prefix.covers(word))
                                .max(Comparator.comparingInt(Prefix::length))
                                .map(table::number)
                                .orElse(PrefixTable.NONE);
                assertThat(table.find(word.high(), word.low()))
                        .as("%s in %s", word, prefixes)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void widerShouldGoThroughAllThatCoverIt() {
        Prefix all = new Prefix(0, 0, 0);
        Prefix half = new Prefix(0, 0, 1);
        Prefix one = new Prefix(5L << 32, 0, 32);
        Prefix other = new Prefix(6L << 32, 0, 32);
        PrefixTable table = new PrefixTable(List.of(other, one, half, all));
        int at = table.find(5L << 32, 0);
        assertThat(at).isEqualTo(table.number(one));
        assertThat(table.wider(at)).isEqualTo(table.number(half));
        assertThat(table.wider(table.wider(at))).isEqualTo(table.number(all));
        assertThat(table.wider(table.number(all))).isEqualTo(PrefixTable.NONE);
        assertThat(table.find(7L << 32, 0)).isEqualTo(table.number(half));
        assertThat(table.find(-1, -1)).isEqualTo(table.number(all));
    }

    private long word() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(4);
            case 1 -> -1 - random.nextInt(4);
            case 2 -> Long.MIN_VALUE + random.nextInt(4) - 2;
            default -> random.nextLong() & -1L << 60;
        };
    }
}
