package org.stockade.endpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The datagrams to and from one peer of a session (RFC 768): one {@link #read} is one datagram, one
 * {@link #write} sends one, empty ones too. None is ever merged, split or cut short.
 *
 * <p>A proxy meets one only where its recipe says that it {@link
 * org.stockade.proxy.ProxyFactory.Recipe#takesDatagrams takes datagrams}. Datagrams get lost: those
 * that come faster than they are read, the oldest first, and those that the system does not take.
 * They are counted, and nobody who writes waits. A peer that is found not to be there (ICMP port
 * unreachable) is a {@link ConnectionResetException}.
 *
 * <p>Datagrams have no end and no lines: {@link #endOutput} and {@link #flush} do nothing, and
 * {@link #fill}, {@link #pushBack}, {@link #readLine}, {@link #writeLine}, {@link #writeUrgent} and
 * {@link #startTls} throw {@link UnsupportedOperationException}.
 */
@ProviderType
public interface DatagramEndpoint extends Endpoint {
    /** Most bytes of one datagram: what IPv4 leaves of 65,535. */
    int LARGEST = 65_507;

    /**
     * Reads one datagram, waiting as needed.
     *
     * @return its size in bytes, 0 to {@link #LARGEST}; never -1
     * @throws BufferLimitException if it is larger than the room in {@code into}: it is lost then,
     *     and nothing of it is in there
     */
    @Override
    int read(ByteBuffer into) throws IOException;

    /**
     * Sends all of {@code bytes} as one datagram, and never waits.
     *
     * @throws IllegalArgumentException if they are more than {@link #LARGEST}
     */
    @Override
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Moves datagrams to another datagram endpoint, each as a whole, until {@code atMost} bytes
     * have moved, at least, or the session is asked to finish.
     *
     * @return how many bytes were moved
     */
    @Override
    long transferTo(Endpoint to, long atMost) throws IOException;

    /** Datagrams read so far. */
    long datagramsReceived();

    /** Datagrams sent so far. */
    long datagramsSent();

    /** Datagrams lost here so far, of both directions. */
    long datagramsLost();
}
