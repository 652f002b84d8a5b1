package org.stockade.itests.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;
import org.stockade.endpoint.Transport;
import org.stockade.engine.internal.transport.PortableTransport;
import org.stockade.transport.linux.internal.LoopsTransport;

/** The transports on sockets. */
public enum Moving {
    PORTABLE,
    LOOPS;

    /** Far more than anything here takes; what exceeds it hangs. */
    static final Duration LONG = Duration.ofSeconds(60);

    /** Opens it; two loops where it has loops. */
    public Transport open() throws IOException {
        return switch (this) {
            case PORTABLE -> new PortableTransport();
            case LOOPS -> new LoopsTransport(2, () -> {});
        };
    }

    /** Serves on any port of loopback: each connection in a thread of its own, which closes it. */
    static Transport.Listening serve(Transport on, Consumer<Endpoint> service) throws IOException {
        return on.listen(
                SockAddr.of("127.0.0.1", 0),
                peer -> on.start(Optional.of(peer), "serve", () -> service.accept(peer)));
    }

    /** Sends back what comes, to the end. */
    static void echo(Endpoint peer) {
        try (peer) {
            peer.transferTo(peer, Long.MAX_VALUE);
        } catch (IOException gone) {
            peer.abort();
        }
    }

    static Endpoint connect(Transport on, SockAddr to) throws IOException {
        return on.connect(Optional.empty(), to, LONG);
    }

    /** One line there and back. */
    static void ping(Endpoint client) throws IOException {
        client.write(ByteBuffer.wrap("hi\r\n".getBytes(StandardCharsets.US_ASCII)));
        client.flush();
        if (!"hi".equals(client.readLine(10))) {
            throw new IOException("no echo");
        }
    }

    /** A connection: our endpoint first, then its peer's. */
    static Endpoint[] pair(Transport on) throws Exception {
        BlockingQueue<Endpoint> accepted = new LinkedBlockingQueue<>();
        try (Transport.Listening here = on.listen(SockAddr.of("127.0.0.1", 0), accepted::add)) {
            Endpoint peer = connect(on, here.local());
            Endpoint ours = accepted.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            if (ours == null) {
                throw new IOException("nobody was accepted");
            }
            return new Endpoint[] {ours, peer};
        }
    }
}
