package org.stockade.engine.internal;

/**
 * Fisher's exact test, one-sided: how likely as many failures on one side are, or more, if all that
 * happened were dealt out to both sides by chance. Holds for small counts as for large ones.
 */
final class FisherExact {
    /** Below it the series of the factorial is not exact enough. */
    private static final int TABLE = 32;

    private static final double[] LOG_FACTORIALS = logFactorials();

    private FisherExact() {}

    /**
     * The probability of {@code failed} or more of the failures among {@code of}.
     *
     * @param failed at most {@code of}, 0 or more; likewise of the others
     * @return 0 to 1; 1 where the rate is not higher than that of the others
     */
    static double chance(long failed, long of, long othersFailed, long others) {
        // Not above the mean of the distribution: more than a half in any case.
        if (failed == 0 || (double) failed * others <= (double) othersFailed * of) {
            return 1;
        }
        long all = of + others;
        long failures = failed + othersFailed;
        double term =
                Math.exp(
                        logChoose(failures, failed)
                                + logChoose(all - failures, of - failed)
                                - logChoose(all, of));
        double sum = 0;
        long most = Math.min(failures, of);
        // Above the mean each term is smaller than the one before: what is left soon adds nothing.
        for (long at = failed; at <= most && term > sum * 1e-12; at++) {
            sum += term;
            term *=
                    (double) (failures - at)
                            * (of - at)
                            / ((double) (at + 1) * (all - failures - of + at + 1));
        }
        return Math.min(1, sum);
    }

    private static double logChoose(long of, long some) {
        return logFactorial(of) - logFactorial(some) - logFactorial(of - some);
    }

    private static double logFactorial(long of) {
        if (of < TABLE) {
            return LOG_FACTORIALS[(int) of];
        }
        double x = of + 1.0;
        // Stirling's series.
        return (x - 0.5) * Math.log(x)
                - x
                + 0.5 * Math.log(2 * Math.PI)
                + 1 / (12 * x)
                - 1 / (360 * x * x * x);
    }

    private static double[] logFactorials() {
        double[] logs = new double[TABLE];
        for (int i = 2; i < TABLE; i++) {
            logs[i] = logs[i - 1] + Math.log(i);
        }
        return logs;
    }
}
