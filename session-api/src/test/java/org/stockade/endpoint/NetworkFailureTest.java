package org.stockade.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A JVM may keep an exception that nothing refers to any more, and with its stack the class loaders
 * of all that stood there: the copy of a proxy bundle for one.
 */
class NetworkFailureTest {
    @ParameterizedTest
    @MethodSource("failures")
    void failureOfTheNetworkShouldKeepNoCodeInMemory(IOException failure) {
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(failure).hasMessage("said");
    }

    static Stream<IOException> failures() {
        return Stream.of(
                new ConnectionResetException("said"),
                new EndpointClosedException("said"),
                new TimeLimitException("said"),
                new ConnectFailedException("said", false));
    }
}
