package org.stockade.runtime;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes the start-up cache beside the serving process, by a process of its own that has its own
 * state and ports and the lowest priority, some time after the start. Whatever goes wrong there,
 * the firewall goes on.
 */
final class CacheMaker implements AutoCloseable {
    private static final Duration DELAY = Duration.ofSeconds(30);
    private static final Duration LAST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** The making needs about 300 MiB for some seconds. */
    private static final long LEAST_MEMORY = 900L << 20;

    private final System.Logger log = System.getLogger("org.stockade.runtime");
    private final List<String> command;
    private final Duration delay;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private CacheMaker(List<String> command, Duration delay) {
        this.command = command;
        this.delay = delay;
        this.thread = Thread.ofPlatform().daemon().name("cache-maker").unstarted(this::make);
    }

    /** The script says by {@code stockade.script} that there is no cache for it and where it is. */
    static CacheMaker ofProcess() {
        String script = System.getProperty("stockade.script", "");
        List<String> command = List.of("nice", "-n", "19", script, "cache");
        return start(script.isEmpty() ? List.of() : command, delayWanted());
    }

    /**
     * Runs a command once, later.
     *
     * @param command none: nothing is to be done
     */
    static CacheMaker start(List<String> command, Duration delay) {
        CacheMaker maker = new CacheMaker(command, delay);
        if (!command.isEmpty()) {
            maker.thread.start();
        }
        return maker;
    }

    private static Duration delayWanted() {
        return Duration.ofSeconds(Long.getLong("stockade.cache.delay", DELAY.toSeconds()));
    }

    private void make() {
        try {
            if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS) || !memoryAllows()) {
                return;
            }
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(new File("/dev/null"))
                            .redirectErrorStream(true)
                            .start();
            try {
                wait(process);
            } finally {
                end(process);
            }
        } catch (IOException failure) {
            log.log(Level.INFO, failed(LaunchException.line(failure)));
        } catch (InterruptedException ended) {
            // The firewall is ending.
        }
    }

    private void wait(Process process) throws IOException, InterruptedException {
        // It says two or three lines, which fit into the pipe.
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            log.log(Level.INFO, failed("not done within " + LONGEST.toSeconds() + " s"));
            return;
        }
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .strip()
                        .replaceAll("\\s*\\R\\s*", "; ");
        log.log(
                Level.INFO,
                process.exitValue() == 0
                        ? "runtime.cache-made nosession: the next start will be faster; said='"
                                + said
                                + "'"
                        : failed(said));
    }

    private static String failed(String why) {
        return "runtime.cache-failed nosession: no start-up cache was made; why='" + why + "'";
    }

    /** Within the limits of a container, if there are any. */
    private static boolean memoryAllows() {
        return !(ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system)
                || system.getTotalMemorySize() >= LEAST_MEMORY;
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    /** Whether nothing goes on any more, after waiting for it. */
    boolean ended(Duration longest) throws InterruptedException {
        return thread.getState() == Thread.State.NEW || thread.join(longest);
    }

    /**
     * Ends the making, if it is going on, and waits a little so that none of its processes stays.
     */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            ended(LAST_WAIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
