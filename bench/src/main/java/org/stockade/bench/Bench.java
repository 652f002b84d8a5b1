package org.stockade.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All that was asked for, once for each number of cores. */
final class Bench {
    private final Path root;
    private final Options options;
    private final PrintStream out;
    private final PrintStream progress;

    Bench(Path root, Options options, PrintStream out, PrintStream progress) {
        this.root = root;
        this.options = options;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Measures, prints, and writes the report if that was asked for.
     *
     * @param command the command line, for the report
     */
    void run(List<String> command) throws IOException, InterruptedException {
        for (String program : List.of("wrk", "nginx", "taskset")) {
            if (!Contestants.isInstalled(program)) {
                throw new IOException(program + " is not installed, and every workload needs it");
            }
        }
        int descriptors = descriptors();
        if (descriptors < 20_000) {
            progress.println(
                    "bench: only %d descriptors a process, of 20,000 wanted: fewer connections idle"
                            .formatted(descriptors));
        }
        List<String> facts = new ArrayList<>(Versions.of(root, descriptors));
        Map<Integer, List<Result>> byCores = new LinkedHashMap<>();
        for (int number : options.cores()) {
            Cores cores = Cores.of(number);
            try (Rig rig = Rig.start(cores, descriptors)) {
                cores.pinSelf();
                byCores.put(number, measure(rig, facts));
            }
        }
        if (byCores.size() > 1) {
            out.println(Summary.growth(byCores));
        }
        if (options.results().isPresent()) {
            new Report(command, options, facts, byCores).write(options.results().get());
        }
    }

    private List<Result> measure(Rig rig, List<String> facts)
            throws IOException, InterruptedException {
        Contestants contestants = new Contestants(root, rig.folder(), options.stockades());
        for (String note : contestants.notes()) {
            if (!facts.contains(note)) {
                facts.add(note);
                progress.println("bench: " + note);
            }
        }
        List<Workload> workloads =
                chosen(
                        "workload",
                        Workloads.all(rig.connections()),
                        Workload::name,
                        options.only());
        for (Contestant contestant :
                chosen("contestant", contestants.all(), Contestant::name, options.contestants())) {
            rig.add(contestant);
        }
        List<Result> results = new ArrayList<>();
        for (Workload workload : workloads) {
            Result result = new Rounds(rig, options, progress).run(workload);
            results.add(result);
            out.println(Table.of(result));
        }
        out.println(Summary.goals(results));
        return results;
    }

    /** Those that were asked for, or all. */
    private static <T> List<T> chosen(
            String what, List<T> all, Function<T, String> name, List<String> wanted) {
        List<String> names = all.stream().map(name).toList();
        for (String one : wanted) {
            if (!names.contains(one)) {
                throw new IllegalArgumentException(
                        "no %s %s here; there are %s"
                                .formatted(what, one, String.join(", ", names)));
            }
        }
        return all.stream()
                .filter(one -> wanted.isEmpty() || wanted.contains(name.apply(one)))
                .toList();
    }

    /** How many files a process may have open. */
    private static int descriptors() throws IOException {
        return Files.readString(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .mapToInt(line -> Integer.parseInt(line.split(" +")[3]))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/limits names no open files"));
    }
}
