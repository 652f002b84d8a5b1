package org.stockade.engine.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.ConnectionResetException;
import org.stockade.endpoint.SockAddr;
import org.stockade.transport.DatagramWire;
import org.stockade.transport.Gate;

/**
 * A datagram socket connected to one server: the kernel keeps what others send away from it, and
 * tells when nobody is there.
 */
final class ConnectedWire implements DatagramWire, Polled {
    private final DatagramChannel channel;
    private final Poller poller;
    private final SockAddr local;
    private final SockAddr remote;
    private volatile @Nullable SelectionKey key;
    private volatile @Nullable Gate reader;
    private volatile boolean readerWaits;

    /** Of a channel that is connected and does not block. */
    ConnectedWire(DatagramChannel channel, Poller poller) throws IOException {
        this.channel = channel;
        this.poller = poller;
        this.local = SockAddr.of((InetSocketAddress) channel.getLocalAddress());
        this.remote = SockAddr.of((InetSocketAddress) channel.getRemoteAddress());
    }

    @Override
    public boolean receive(ByteBuffer into) throws IOException {
        try {
            // A read could not tell an empty datagram from none.
            return channel.receive(into) != null;
        } catch (PortUnreachableException nobody) {
            throw nobodyThere();
        }
    }

    @Override
    public boolean send(ByteBuffer datagram) throws IOException {
        int size = datagram.remaining();
        try {
            return size == 0 ? sendEmpty() : channel.write(datagram) == size;
        } catch (PortUnreachableException nobody) {
            throw nobodyThere();
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (IOException notTaken) {
            // No route, too large for the way, no buffer: as lost as it might be further on.
            return false;
        }
    }

    /**
     * The JDK sends nothing where nothing is to be written to a connected socket. A second one at
     * the same address does: what comes from the peer meanwhile goes to the first, which fits it
     * more closely.
     */
    private boolean sendEmpty() throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        try (DatagramChannel second =
                DatagramChannel.open(
                        local.isIpv4()
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6)) {
            second.configureBlocking(false);
            second.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            second.bind(local.toSocket());
            second.send(ByteBuffer.allocate(0), remote.toSocket());
            return true;
        } finally {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
        }
    }

    private ConnectionResetException nobodyThere() {
        return new ConnectionResetException(
                "peer " + remote + " takes no datagrams at this port: ICMP port unreachable");
    }

    @Override
    public void whenReadable(Gate gate) {
        reader = gate;
        readerWaits = true;
        try {
            SelectionKey known = key;
            if (known == null || (known.interestOps() & SelectionKey.OP_READ) == 0) {
                poller.arm(this);
            }
        } catch (CancelledKeyException closed) {
            gate.open();
        }
    }

    @Override
    public synchronized void armNow() {
        try {
            SelectionKey known = key;
            if (known == null) {
                key = poller.register(channel, SelectionKey.OP_READ, this);
            } else {
                known.interestOpsOr(SelectionKey.OP_READ);
            }
        } catch (ClosedChannelException | CancelledKeyException closed) {
            wake();
        }
    }

    /** The interest is dropped when something has come that nobody waits for. */
    @Override
    public void ready(SelectionKey selected) {
        if (readerWaits) {
            readerWaits = false;
            wake();
            return;
        }
        selected.interestOpsAnd(~SelectionKey.OP_READ);
        if (readerWaits) {
            // He came meanwhile, and may have found the interest not dropped yet.
            selected.interestOpsOr(SelectionKey.OP_READ);
        }
    }

    private void wake() {
        Gate gate = reader;
        if (gate != null) {
            gate.open();
        }
    }

    @Override
    public boolean ticks() {
        return true;
    }

    @Override
    public void tick(long now) {
        Gate gate = reader;
        if (gate != null) {
            gate.tick(now);
        }
    }

    @Override
    public void abandon() {
        close();
        wake();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closedAllTheSame) {
            // The descriptor is gone whatever the kernel says.
        }
        if (key != null) {
            // A registered channel is closed by its selector's next turn.
            poller.changed();
        }
    }

    @Override
    public void reset() {
        close();
    }

    @Override
    public long lost() {
        return 0;
    }

    @Override
    public long held() {
        return 0;
    }

    @Override
    public SockAddr local() {
        return local;
    }

    @Override
    public SockAddr remote() {
        return remote;
    }
}
