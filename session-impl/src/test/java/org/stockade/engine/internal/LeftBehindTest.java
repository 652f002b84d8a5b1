package org.stockade.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftBehindTest {
    @ParameterizedTest
    @CsvSource({
        // Innermost first, as stacks are.
        "true, sun.nio.ch.Selector org.stockade.engine.internal.transport.SocketWire probe.Proxy",
        "true, java.lang.VirtualThread jdk.internal.Park org.stockade.transport.Link probe.Proxy",
        "false, java.lang.Thread probe.Proxy org.stockade.engine.internal.Reception",
        "false, probe.Proxy org.stockade.engine.internal.Reception",
        "false, java.lang.Thread java.lang.VirtualThread"
    })
    void threadThatOurOwnCodeKeepsShouldNotBeHeldAgainstItsProxy(boolean ours, String classes) {
        StackTraceElement[] stack =
                Arrays.stream(classes.split(" "))
                        .map(name -> new StackTraceElement(name, "x", "X.java", 1))
                        .toArray(StackTraceElement[]::new);

        assertThat(LeftBehind.isOurs(stack)).isEqualTo(ours);
    }
}
