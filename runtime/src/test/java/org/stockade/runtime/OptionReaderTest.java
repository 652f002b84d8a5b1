package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionReaderTest {
    private final OptionReader reader = new OptionReader(Map.of("HOME", "/users/one"));

    private Options read(String... words) throws LaunchException {
        return reader.read(List.of(words));
    }

    @Test
    void runShouldTakeItsOptionsInBothForms() throws LaunchException {
        assertThat(read("run", "--policy", "edge.yaml", "--deploy=drop", "--state", "/s"))
                .isEqualTo(
                        new Options.Run(
                                Optional.of(Path.of("edge.yaml")),
                                Optional.of(Path.of("drop")),
                                Path.of("/s"),
                                true));
        assertThat(read("run", "--state", "/s", "--fallback", "none"))
                .isEqualTo(
                        new Options.Run(Optional.empty(), Optional.empty(), Path.of("/s"), false));
        assertThatThrownBy(() -> read("run", "--fallback", "never"))
                .hasMessageContaining("use last-good or none");
    }

    @Test
    void stateShouldDefaultToTheUsersStateDirectory() throws LaunchException {
        assertThat(read("run"))
                .isEqualTo(
                        new Options.Run(
                                Optional.empty(),
                                Optional.empty(),
                                Path.of("/users/one/.local/state/stockade"),
                                true));
        Options xdg =
                new OptionReader(Map.of("HOME", "/users/one", "XDG_STATE_HOME", "/var/one"))
                        .read(List.of("ctl", "lb"));
        assertThat(xdg)
                .isEqualTo(new Options.Ctl(Path.of("/var/one/stockade"), false, List.of("lb")));
    }

    // The XDG specification, "Basics": relative paths are to be ignored.
    @Test
    void relativeXdgStateHomeShouldBeIgnored() throws LaunchException {
        Options relative =
                new OptionReader(Map.of("HOME", "/users/one", "XDG_STATE_HOME", "var"))
                        .read(List.of("ctl"));
        assertThat(relative)
                .isEqualTo(
                        new Options.Ctl(
                                Path.of("/users/one/.local/state/stockade"), false, List.of()));
    }

    @Test
    void wordsOfAShellCommandShouldNotBeReadAsOptions() throws LaunchException {
        assertThat(read("ctl", "--json", "--state", "/s", "zone", "--json", "-x", "10.0.0.1"))
                .isEqualTo(
                        new Options.Ctl(
                                Path.of("/s"), true, List.of("zone", "--json", "-x", "10.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --polcy x   | run: unknown option \"--polcy\"; use --policy, --deploy, --state, --fallback",
                "run --policy    | run: --policy wants a value",
                "run --policy=   | --policy: \"\" is not a path",
                "run x           | run: \"x\" is one word too many",
                "run --state a --state b | run: --state stands there twice",
                "check           | check: a FILE is missing",
                "check a b       | check: \"b\" is one word too many",
                "version x       | version: \"x\" is one word too many",
                "version -x      | version: unknown option \"-x\"; it has none",
                "ctl --sate x lb | ctl: unknown option \"--sate\"; use --state",
                "go              | unknown command \"go\"; use run, check, ctl, cache or version",
            })
    void wrongWordShouldBeNamedInOneLine(String words, String message) {
        assertThatThrownBy(() -> read(words.split(" ")))
                .isInstanceOfSatisfying(
                        LaunchException.class,
                        failure -> {
                            assertThat(failure.exit()).isEqualTo(2);
                            assertThat(failure.problems()).isEqualTo("stockade: " + message);
                        });
    }

    @Test
    void trainShouldTakeAStateAndNothingElse() throws LaunchException {
        assertThat(read("train", "--state", "/s")).isEqualTo(new Options.Train(Path.of("/s")));
        assertThatThrownBy(() -> read("train", "x")).hasMessageContaining("one word too many");
    }
}
