package org.stockade.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class InterpreterTest {
    private final CurrentFirewall current = new CurrentFirewall();
    private final List<String> seen = new ArrayList<>();

    private final OtherCommands others =
            new OtherCommands() {
                @Override
                public CommandLine.Printed run(List<String> words) {
                    seen.add("words " + words);
                    return new CommandLine.Printed(0, "", "");
                }

                @Override
                public CommandLine.Printed script(String line) {
                    seen.add("script " + line);
                    return new CommandLine.Printed(0, "", "");
                }
            };

    private CommandLine.Printed run(Optional<OtherCommands> who, String... words) {
        current.bind(new FakeFirewall());
        BundleContext bundles = new FakeBundles(Map.of()).context();
        CommandLine line = new CommandLine(bundles, current, new HealthChecks(bundles));
        return new Interpreter(line, () -> who).run(List.of(words), Path.of("/"), "root");
    }

    @Test
    void oneArgumentWithBlanksShouldBeAWholeLine() {
        assertThat(run(Optional.of(others), "zone 10.0.0.1").out()).isEqualTo("office < world\n");
        assertThat(seen).isEmpty();
    }

    @Test
    void ourScopeInFrontShouldBeAllowed() {
        assertThat(run(Optional.of(others), "stockade:zone", "10.0.0.1").out())
                .isEqualTo("office < world\n");
    }

    // What arrived as several arguments must never be joined and read as a script.
    @Test
    void argumentsOfOtherCommandsShouldStayArguments() {
        run(Optional.of(others), "felix:headers", "1; stop 0");
        assertThat(seen).containsExactly("words [felix:headers, 1; stop 0]");
    }

    @Test
    void wholeLineOfAnotherCommandShouldBeAScript() {
        run(Optional.of(others), "felix:lb | grep x");
        assertThat(seen).containsExactly("script felix:lb | grep x");
    }

    @Test
    void unknownCommandShouldBeRefusedWhereNobodyElseKnowsAny() {
        assertThat(run(Optional.empty(), "felix:headers", "1"))
                .isEqualTo(
                        new CommandLine.Printed(
                                2, "", "no command \"felix:headers\"; help lists them"));
    }
}
