package org.stockade.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line.
 *
 * @param only workloads; empty: all
 * @param contestants empty: all
 * @param seconds of each measurement
 * @param warmUp seconds of each piece of load before a JVM is measured
 * @param stockades further builds of the product
 * @param results where to write the report to
 */
record Options(
        List<String> only,
        List<String> contestants,
        int rounds,
        int seconds,
        int warmUp,
        List<Integer> cores,
        long seed,
        Map<String, Stockade> stockades,
        Optional<Path> results) {
    static final String USAGE =
            """
            usage: bench/run [OPTION]...
              --only WORKLOAD,...     these workloads (http-1k-32, ...), not all
              --contestants NAME,...  these contestants (haproxy-http, ...), not all
              --rounds N              default 7
              --seconds S             of each measurement, default 4
              --warm-up S             load for Stockade before each workload, in pieces of S seconds until
                          it gets no cheaper and 100,000 were served, 3 to 12 of them; default 3
              --cores N,...           cores of the proxy, default 2; all is run for each
              --seed N                of the order within the rounds
              --tree NAME=DIR         another built tree of Stockade: adds NAME-plain, NAME-http
              --java NAME=OPTIONS     this tree with these options of the JVM, likewise
              --write                 writes bench/RESULTS.md and bench/charts
              --results FILE          writes the results there, and charts beside it
              --quick                 one round of 2 s, warm-up in pieces of 1 s
            """;

    static Options parse(Path root, List<String> words) {
        List<String> only = List.of();
        List<String> contestants = List.of();
        int rounds = 7;
        int seconds = 4;
        int warmUp = 3;
        List<Integer> cores = List.of(2);
        long seed = System.nanoTime() & 0xffff;
        Map<String, Stockade> stockades = new LinkedHashMap<>();
        Optional<Path> results = Optional.empty();
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--quick" -> {
                    rounds = 1;
                    seconds = 2;
                    warmUp = 1;
                }
                case "--write" -> results = Optional.of(root.resolve("bench/RESULTS.md"));
                case "--only" -> only = List.of(value(option, left).split(",", -1));
                case "--contestants" -> contestants = List.of(value(option, left).split(",", -1));
                case "--rounds" -> rounds = number(option, left, 1000);
                case "--seconds" -> seconds = number(option, left, 600);
                case "--warm-up" -> warmUp = number(option, left, 600);
                case "--cores" -> cores = numbers(option, left, 1024);
                case "--seed" -> seed = number(option, left, Integer.MAX_VALUE);
                case "--results" -> results = Optional.of(Path.of(value(option, left)));
                case "--tree" -> {
                    String[] named = named(option, left);
                    Path tree = Path.of(named[1]).toAbsolutePath().normalize();
                    stockades.put(named[0], new Stockade(tree, "", ""));
                }
                case "--java" -> {
                    String[] named = named(option, left);
                    stockades.put(named[0], new Stockade(root, "", named[1]));
                }
                default -> throw new IllegalArgumentException(option + ": unknown option");
            }
        }
        return new Options(
                only, contestants, rounds, seconds, warmUp, cores, seed, stockades, results);
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " wants a value");
        }
        return left.removeFirst();
    }

    private static String[] named(String option, List<String> left) {
        String[] named = value(option, left).split("=", 2);
        if (named.length < 2 || !named[0].matches("[a-z0-9]+")) {
            throw new IllegalArgumentException(option + " wants NAME=VALUE, NAME of a-z and 0-9");
        }
        return named;
    }

    private static List<Integer> numbers(String option, List<String> left, int most) {
        List<Integer> numbers = new ArrayList<>();
        for (String one : value(option, left).split(",", -1)) {
            numbers.add(number(option, one, most));
        }
        return numbers;
    }

    private static int number(String option, List<String> left, int most) {
        return number(option, value(option, left), most);
    }

    private static int number(String option, String value, int most) {
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(option + " " + value + ": use 1 to " + most);
    }
}
