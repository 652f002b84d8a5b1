package org.stockade.transport.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport.Interception;

class InterceptorTest {
    /** Bits 12 and 13 of the effective capabilities (capabilities(7)); either is enough. */
    private static boolean mayBeTransparent() throws IOException {
        String mask =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> line.substring(7).strip())
                        .findFirst()
                        .orElseThrow();
        return (Long.parseUnsignedLong(mask, 16) & 0x3000) != 0;
    }

    @Test
    void tproxyShouldNeedTheCapabilityAndSaySo() throws IOException {
        Optional<String> missing = Interceptor.missing(Interception.TPROXY);

        if (mayBeTransparent()) {
            assertThat(missing).isEmpty();
        } else {
            assertThat(missing.orElseThrow()).contains("CAP_NET_ADMIN");
        }
    }

    @Test
    void redirectShouldNeedNoRight() {
        assertThat(Interceptor.missing(Interception.REDIRECT)).isEmpty();
        assertThat(Interceptor.missing(Interception.NONE)).isEmpty();
    }

    @Test
    void socketThatNobodyRedirectedShouldHaveNoOriginalDestination() throws IOException {
        Caller caller = Caller.passing();
        int fd = Socket.open(caller, Socket.AF_INET);
        try {
            assertThat(SocketAddress.original(caller, fd, SockAddr.of("192.0.2.1", 1))).isEmpty();
        } finally {
            C.close(caller, fd);
        }
    }
}
