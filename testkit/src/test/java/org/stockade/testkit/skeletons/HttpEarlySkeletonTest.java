package org.stockade.testkit.skeletons;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.testkit.Play;

class HttpEarlySkeletonTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 4096})
    void earlyResponseShouldReachTheClientAndTheNextRequestANewServer(int bytesPerRead)
            throws IOException {
        Play.with(with -> HttpEarlySkeleton::new, bytesPerRead)
                .follows(
                        """
                        C> POST / HTTP/1.1\\r\\nContent-Length: 10\\r\\n\\r\\n01234\\
                        S< POST / HTTP/1.1\\r\\nContent-Length: 10\\r\\n\\r\\n01234\\
                        S> HTTP/1.1 413 Too Large\\r\\nContent-Length: 2\\r\\n\\r\\nno\\
                        C< HTTP/1.1 413 Too Large\\r\\nContent-Length: 2\\r\\n\\r\\nno\\
                        C> 56789\\
                        S< <RESET>
                        S* 2
                        C> GET / HTTP/1.1\\r\\n\\r\\n\\
                        S< GET / HTTP/1.1\\r\\n\\r\\n\\
                        S> HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi\\
                        C< HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi\\
                        """);
    }
}
