package org.stockade.engine.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;

class InterfacesTest {
    @Test
    void addressShouldBelongToTheInterfaceThatHasIt() {
        Interface eth0 = new Interface("eth0", 3, Set.of(SockAddr.of("10.0.0.1", 0).address()));
        Interfaces interfaces = new Interfaces(List.of(eth0));
        assertThat(interfaces.having(SockAddr.of("10.0.0.1", 0).address())).contains(eth0);
        assertThat(interfaces.having(SockAddr.of("10.0.0.2", 0).address())).isEmpty();
    }

    @Test
    void systemShouldHaveALoopback() throws IOException {
        assertThat(Interfaces.system().having(SockAddr.of("127.0.0.1", 0).address())).isPresent();
    }
}
