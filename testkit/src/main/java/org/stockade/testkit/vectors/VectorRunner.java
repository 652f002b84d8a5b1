package org.stockade.testkit.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.stockade.testkit.vectors.SuiteReport.CaseReport;

/** Runs every suite that has an adapter on the files of one folder. */
public final class VectorRunner {
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final List<VectorSuite> suites;

    /** The suites are run in this order; files that no suite is for are named after them. */
    public VectorRunner(Path folder, List<VectorSuite> suites) {
        this.folder = folder;
        this.suites = List.copyOf(suites);
    }

    /**
     * Runs them all. A file or case that cannot be read is a failure of that file or case alone.
     *
     * @throws IOException if the folder is not there or cannot be listed
     */
    public List<SuiteReport> run() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException("no folder of vectors: " + folder.toAbsolutePath());
        }
        Set<String> known = new HashSet<>();
        List<SuiteReport> reports = new ArrayList<>();
        for (VectorSuite suite : suites) {
            known.add(suite.name());
            Path file = folder.resolve(suite.name() + SUFFIX);
            reports.add(
                    Files.exists(file)
                            ? run(suite, file)
                            : new SuiteReport.NotRun(suite.name(), "no such file in " + folder));
        }
        for (String name : names()) {
            if (!known.contains(name)) {
                reports.add(new SuiteReport.NotRun(name, "area not built yet"));
            }
        }
        return reports;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    private static SuiteReport run(VectorSuite suite, Path file) {
        List<CaseReport> reports = new ArrayList<>();
        try {
            JsonNode whole = new ObjectMapper().readTree(file.toFile());
            int number = 0;
            for (JsonNode vector : suite.cases(whole)) {
                number++;
                String id = vector.path("id").asText("case " + number);
                reports.add(new CaseReport(id, run(suite, whole, vector)));
            }
            if (reports.isEmpty()) {
                reports.add(new CaseReport(suite.name(), failed("cases", "none in " + file)));
            }
        } catch (IOException | RuntimeException unreadable) {
            reports.add(new CaseReport(suite.name(), failed("a suite", unreadable.toString())));
        }
        return new SuiteReport.Ran(suite.name(), reports);
    }

    private static CaseResult run(VectorSuite suite, JsonNode whole, JsonNode vector) {
        try {
            return suite.run(whole, vector);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return failed(vector.path("expect").toString(), stopped.toString());
        } catch (Exception broken) {
            return failed(vector.path("expect").toString(), broken.toString());
        }
    }

    private static CaseResult failed(String expected, String actual) {
        return new CaseResult.Failed(expected, actual);
    }
}
