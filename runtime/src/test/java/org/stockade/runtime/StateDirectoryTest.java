package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir private Path parent;

    @Test
    void directoryShouldBeMadeForItsOwnerAlone() throws Exception {
        Path path = parent.resolve("a/b");
        StateDirectory.open(path).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void directoryOfARunningInstanceShouldBeRefusedUntilItHasEnded() throws Exception {
        StateDirectory first = StateDirectory.open(parent.resolve("s"));
        assertThatThrownBy(() -> StateDirectory.open(parent.resolve("s")))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("an instance is already running in " + parent.resolve("s"));
        first.close();
        StateDirectory.open(parent.resolve("s")).close();
    }

    @Test
    void tooLongPathShouldBeAClearError() {
        Path path = parent.resolve("d".repeat(100));
        assertThatThrownBy(() -> StateDirectory.open(path))
                .hasMessageContaining("is too long for a socket")
                .hasMessageContaining("at most 107 are possible");
        assertThat(path).doesNotExist();
    }

    @Test
    void fileInItsPlaceShouldBeAClearError() throws IOException {
        Path file = Files.createFile(parent.resolve("f"));
        assertThatThrownBy(() -> StateDirectory.open(file)).hasMessageContaining("cannot be used");
    }

    @Test
    void directoryThatAnybodyMayWriteShouldBeRefused() throws IOException {
        Path open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> StateDirectory.open(open))
                .hasMessageContaining("may be written by anybody");
    }
}
