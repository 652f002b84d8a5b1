package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of a JVM that was started with {@code -XX:NativeMemoryTracking=summary}.
 *
 * @param live bytes of the objects that are reachable
 * @param outsideHeap bytes committed for anything but the heap
 */
record JvmMemory(long live, long outsideHeap) {
    private static final Pattern LIVE = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");
    private static final Pattern TOTAL =
            Pattern.compile("Total: reserved=[0-9]+KB, committed=([0-9]+)KB");
    private static final Pattern HEAP =
            Pattern.compile("Java Heap \\(reserved=[0-9]+KB, committed=([0-9]+)KB");

    /** Asks it; it collects its garbage first. */
    static JvmMemory of(long pid) throws IOException, InterruptedException {
        return parse(jcmd(pid, "GC.class_histogram"), jcmd(pid, "VM.native_memory", "summary"));
    }

    static JvmMemory parse(String histogram, String tracking) {
        return new JvmMemory(
                number(LIVE, histogram), (number(TOTAL, tracking) - number(HEAP, tracking)) << 10);
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(found.group(1));
    }

    private static String jcmd(long pid, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 2];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        command[1] = String.valueOf(pid);
        System.arraycopy(words, 0, command, 2, words.length);
        Output output = Output.of(command);
        if (output.exit() != 0) {
            throw new IOException("jcmd failed: " + output.text());
        }
        return output.text();
    }
}
