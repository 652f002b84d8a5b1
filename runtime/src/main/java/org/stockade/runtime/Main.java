package org.stockade.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;

/** The process: one command, its exit status. */
public final class Main {
    private final Terminal terminal;
    private final Logging logging;

    private Main(Terminal terminal, Logging logging) {
        this.terminal = terminal;
        this.logging = logging;
    }

    /** Ends the process: 0 for success, 1 for a failure, 2 for a wrong command line. */
    public static void main(String[] words) {
        boolean serves = words.length > 0 && words[0].equals("run");
        Logging logging = Logging.start(serves ? Level.INFO : Level.SEVERE);
        System.exit(new Main(Terminal.ofProcess(), logging).run(List.of(words)));
    }

    private int run(List<String> words) {
        try {
            int status = command(new OptionReader(System.getenv()).read(words));
            logging.close();
            return status;
        } catch (LaunchException failure) {
            return fail(failure.problems(), failure.exit());
        } catch (IOException failure) {
            return fail(
                    "stockade: "
                            + failure.getClass().getSimpleName()
                            + ": "
                            + LaunchException.line(failure),
                    1);
        } catch (InterruptedException interrupted) {
            return fail("stockade: interrupted", 1);
        }
    }

    /** After the log, so that the reason is the last thing said. */
    private int fail(String why, int status) {
        logging.close();
        terminal.err().println(why);
        return status;
    }

    private int command(Options options) throws LaunchException, IOException, InterruptedException {
        return switch (options) {
            case Options.Run run ->
                    new RunCommand(run, Distribution.ofProcess(), terminal, logging).run();
            case Options.Check check -> {
                logging.checking();
                yield new CheckCommand(check, Distribution.ofProcess(), terminal).run();
            }
            case Options.Train train ->
                    new TrainCommand(train, Distribution.ofProcess(), terminal).run();
            case Options.Version version ->
                    new VersionCommand(Distribution.ofProcess(), terminal).run();
            case Options.Ctl ctl -> control(ctl);
            case Options.Help help -> {
                terminal.out().print(OptionReader.USAGE);
                yield 0;
            }
        };
    }

    private int control(Options.Ctl ctl) throws LaunchException, IOException {
        ControlClient client = new ControlClient(ctl.state(), ctl.json(), terminal);
        if (!ctl.words().isEmpty()) {
            return client.run(ctl.words());
        }
        InputStreamReader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        return client.runAll(new BufferedReader(in));
    }
}
