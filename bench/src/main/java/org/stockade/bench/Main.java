package org.stockade.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** {@code bench/run}. Results go to standard output, progress to standard error. */
public final class Main {
    private final PrintStream out;
    private final PrintStream progress;
    private final Path root;

    private Main(PrintStream out, PrintStream progress, Path root) {
        this.out = out;
        this.progress = progress;
        this.root = root;
    }

    /** Ends with 0, or with 1 after a line on standard error that says why. */
    public static void main(String[] words) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(Main::endChildren));
        try {
            Path root = Path.of(System.getProperty("bench.root", "."));
            new Main(System.out, System.err, root).run(Options.parse(root, List.of(words)));
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage() + "\n" + Options.USAGE);
            System.exit(1);
        } catch (IOException failed) {
            System.err.println("bench: " + failed.getMessage());
            System.exit(1);
        }
    }

    /** Nothing that was started here outlives the bench, however it ends. */
    private static void endChildren() {
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        children.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end && children.stream().anyMatch(ProcessHandle::isAlive)) {
            Thread.onSpinWait();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private void run(Options options) throws IOException, InterruptedException {
        for (String program : List.of("wrk", "nginx")) {
            if (!Contestants.isInstalled(program)) {
                throw new IOException(program + " is not installed, and every workload needs it");
            }
        }
        Cores cores = Cores.of(options.cores());
        try (Rig rig = new Rig(cores, descriptors())) {
            Contestants contestants = new Contestants(root, rig.folder(), options.stockades());
            contestants.notes().forEach(note -> progress.println("bench: " + note));
            List<Workload> workloads =
                    chosen(
                            "workload",
                            Workloads.all(rig.connections()),
                            Workload::name,
                            options.only());
            for (Contestant contestant :
                    chosen(
                            "contestant",
                            contestants.all(),
                            Contestant::name,
                            options.contestants())) {
                rig.add(contestant);
            }
            List<Result> results = new ArrayList<>();
            for (Workload workload : workloads) {
                Result result = new Rounds(rig, options, progress).run(workload);
                results.add(result);
                out.println(Table.of(result));
            }
        }
    }

    /** Those that were asked for, or all. */
    private static <T> List<T> chosen(
            String what, List<T> all, Function<T, String> name, List<String> wanted) {
        List<String> names = all.stream().map(name).toList();
        for (String one : wanted) {
            if (!names.contains(one)) {
                throw new IllegalArgumentException(
                        "no %s %s here; there are %s".formatted(what, one, names));
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
