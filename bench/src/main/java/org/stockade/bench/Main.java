package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code bench/run}. Results go to standard output, progress to standard error. */
public final class Main {
    private Main() {}

    /** Ends with 0, or with 1 after a line on standard error that says why. */
    public static void main(String[] words) throws InterruptedException {
        if (List.of(words).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            Path root = Path.of(System.getProperty("bench.root", "."));
            Options options = Options.parse(root, List.of(words));
            new Bench(root, options, System.out, System.err).run(List.of(words));
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage() + "\n" + Options.USAGE);
            System.exit(1);
        } catch (IOException failed) {
            System.err.println("bench: " + failed.getMessage());
            System.exit(1);
        }
    }
}
