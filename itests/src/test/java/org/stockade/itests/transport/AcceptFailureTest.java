package org.stockade.itests.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;

/** Whoever takes accepted connections in fails at one of them. */
@Timeout(120)
class AcceptFailureTest {
    @ParameterizedTest
    @EnumSource
    void connectionThatIsNotTakenInShouldBeResetAndTheNextOneServed(Moving moving)
            throws Exception {
        AtomicInteger seen = new AtomicInteger();
        try (Transport on = moving.open();
                Transport.Listening here =
                        on.listen(
                                SockAddr.of("127.0.0.1", 0),
                                peer -> {
                                    if (seen.getAndIncrement() == 0) {
                                        throw new IllegalStateException("not this one");
                                    }
                                    on.start(Optional.of(peer), "serve", () -> Moving.echo(peer));
                                })) {
            // The reset may come before connect(2) has returned.
            assertThatThrownBy(
                            () -> {
                                try (Endpoint refused = Moving.connect(on, here.local())) {
                                    refused.fill();
                                }
                            })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");

            try (Endpoint next = Moving.connect(on, here.local())) {
                Moving.ping(next);
            }
            assertThat(seen).hasValue(2);
        }
    }
}
