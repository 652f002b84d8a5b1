package org.stockade.bench;

import java.util.Locale;

/** A column of the tables. What is smaller is better, but for {@link #RATE}. */
enum Metric {
    RATE("per s", 0),
    CPU("CPU µs", 2),
    P50("p50 µs", 0),
    P99("p99 µs", 0),
    P999("p99.9 µs", 0),
    CONNECTION("KiB per connection", 1),
    HEAP("of it heap", 1),
    NATIVE("of it native", 1),
    GROWTH("RSS growth, KiB per connection", 1),
    PEAK("peak MiB", 1),
    RSS("RSS MiB", 1),
    FAILURES("failures", 0);

    private final String title;
    private final int decimals;

    Metric(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    String title() {
        return title;
    }

    String text(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
