package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FisherExactTest {
    // R A Fisher, The Design of Experiments, 1935: the lady tasting tea.
    @Test
    void ladyTastingTeaShouldBeASeventieth() {
        assertThat(FisherExact.chance(4, 4, 0, 4)).isCloseTo(1.0 / 70, within(1e-12));
        assertThat(FisherExact.chance(3, 4, 1, 4)).isCloseTo(17.0 / 70, within(1e-12));
    }

    @Test
    void rateNotAboveTheOthersShouldBeCertain() {
        assertThat(FisherExact.chance(0, 100, 0, 900)).isEqualTo(1);
        assertThat(FisherExact.chance(10, 100, 90, 900)).isEqualTo(1);
        assertThat(FisherExact.chance(1, 100, 90, 900)).isEqualTo(1);
        assertThat(FisherExact.chance(0, 0, 0, 0)).isEqualTo(1);
        assertThat(FisherExact.chance(5, 5, 0, 0)).isEqualTo(1);
    }

    @Test
    void chanceShouldBeThatOfExactArithmetic() {
        Random random = new Random(17);
        for (int i = 0; i < 300; i++) {
            int of = 1 + random.nextInt(120);
            int others = 1 + random.nextInt(400);
            int failed = random.nextInt(of + 1);
            int othersFailed = random.nextInt(others + 1);
            double exact = exact(failed, of, othersFailed, others);
            double chance = FisherExact.chance(failed, of, othersFailed, others);
            if ((long) failed * others > (long) othersFailed * of) {
                assertThat(chance).isCloseTo(exact, within(exact * 1e-8));
            } else {
                assertThat(chance).isEqualTo(1);
            }
        }
    }

    @Test
    void millionsOfSessionsShouldBeJudgedAtOnce() {
        double chance = FisherExact.chance(100_500, 1_000_000, 900_000, 9_000_000);
        assertThat(chance).isBetween(0.04, 0.06);
        assertThat(FisherExact.chance(110_000, 1_000_000, 900_000, 9_000_000)).isLessThan(1e-100);
    }

    private static double exact(int failed, int of, int othersFailed, int others) {
        int failures = failed + othersFailed;
        BigInteger sum = BigInteger.ZERO;
        for (int at = failed; at <= Math.min(failures, of); at++) {
            sum = sum.add(choose(failures, at).multiply(choose(of + others - failures, of - at)));
        }
        return new BigDecimal(sum)
                .divide(new BigDecimal(choose(of + others, of)), MathContext.DECIMAL64)
                .doubleValue();
    }

    private static BigInteger choose(int of, int some) {
        if (some < 0 || some > of) {
            return BigInteger.ZERO;
        }
        BigInteger result = BigInteger.ONE;
        for (int i = 1; i <= some; i++) {
            result =
                    result.multiply(BigInteger.valueOf(of - some + i))
                            .divide(BigInteger.valueOf(i));
        }
        return result;
    }
}
