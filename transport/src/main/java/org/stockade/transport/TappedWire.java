package org.stockade.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.stockade.endpoint.SockAddr;

/**
 * Lies on top of an endpoint's other wires while it is tapped, and shows the taps what passes. An
 * endpoint without a tap has none, and so pays nothing.
 *
 * <p>It is no {@link SplicingWire}: bytes of a tapped endpoint come through this process. A change
 * of the taps is another wire in its place; who is inside a call finishes it with the former one.
 */
final class TappedWire implements Wire {
    private final Link link;
    private final Wire below;
    private final List<Tap> taps;

    private TappedWire(Link link, Wire below, List<Tap> taps) {
        this.link = link;
        this.below = below;
        this.taps = List.copyOf(taps);
    }

    // The place of taps among the wires of a link

    /** What lies below the taps. */
    static Wire untapped(Wire top) {
        return top instanceof TappedWire tapped ? tapped.below : top;
    }

    /** With one tap more. */
    static Wire with(Link link, Wire top, Tap tap) {
        List<Tap> more =
                new ArrayList<>(top instanceof TappedWire tapped ? tapped.taps : List.of());
        more.add(tap);
        return new TappedWire(link, untapped(top), more);
    }

    /** Without this one, where it is there. */
    static Wire without(Link link, Wire top, Tap gone) {
        if (!(top instanceof TappedWire tapped)) {
            return top;
        }
        List<Tap> left = tapped.taps.stream().filter(each -> each != gone).toList();
        return left.isEmpty() ? tapped.below : new TappedWire(link, tapped.below, left);
    }

    /** With another wire below the taps. */
    static Wire upon(Link link, Wire top, Wire wire) {
        return top instanceof TappedWire tapped ? new TappedWire(link, wire, tapped.taps) : wire;
    }

    // Moving bytes

    @Override
    public int pull(ByteBuffer into) throws IOException {
        int start = into.position();
        int count = below.pull(into);
        if (count > 0) {
            if (below == link.bottom()) {
                link.hasReceived(count);
            }
            ByteBuffer came = into.duplicate().position(start).limit(start + count);
            taps.forEach(tap -> tap.received(came.asReadOnlyBuffer()));
        } else if (count < 0) {
            taps.forEach(Tap::receivedEnd);
        }
        return count;
    }

    /** What another wire has pulled since these taps were put in; those of that one saw it. */
    void cameBeneath(Wire pulled, ByteBuffer into, int start, int count) {
        List<Tap> saw = pulled instanceof TappedWire before ? before.taps : List.of();
        ByteBuffer came = into.duplicate().position(start).limit(start + count);
        for (Tap tap : taps) {
            if (!saw.contains(tap)) {
                tap.received(came.asReadOnlyBuffer());
            }
        }
    }

    @Override
    public int push(ByteBuffer from) throws IOException {
        ByteBuffer all = from.duplicate();
        int count = below.push(from);
        hasPushed(count);
        show(all, count);
        return count;
    }

    @Override
    public int push(ByteBuffer first, ByteBuffer second) throws IOException {
        ByteBuffer one = first.duplicate();
        ByteBuffer other = second.duplicate();
        int count = below.push(first, second);
        hasPushed(count);
        int ofFirst = Math.min(count, one.remaining());
        show(one, ofFirst);
        show(other, count - ofFirst);
        return count;
    }

    private void hasPushed(int count) {
        if (below == link.bottom()) {
            link.hasSent(count);
        }
    }

    private void show(ByteBuffer bytes, int count) {
        if (count > 0) {
            ByteBuffer went = bytes.limit(bytes.position() + count);
            taps.forEach(tap -> tap.sent(went.asReadOnlyBuffer()));
        }
    }

    @Override
    public boolean pushFarewell() throws IOException {
        return below.pushFarewell();
    }

    @Override
    public void pushEnd() throws IOException {
        below.pushEnd();
        taps.forEach(Tap::sentEnd);
    }

    @Override
    public void pushUrgent(byte octet) throws IOException {
        below.pushUrgent(octet);
        taps.forEach(tap -> tap.sent(ByteBuffer.wrap(new byte[] {octet})));
    }

    // All else is the wire's below

    @Override
    public boolean isQuiet() {
        return below.isQuiet();
    }

    @Override
    public void whenReadable(Gate gate) {
        below.whenReadable(gate);
    }

    @Override
    public void whenWritable(Gate gate) {
        below.whenWritable(gate);
    }

    @Override
    public boolean waitsItself() {
        return below.waitsItself();
    }

    @Override
    public long now() {
        return below.now();
    }

    @Override
    public boolean ticks() {
        return below.ticks();
    }

    @Override
    public void close() {
        below.close();
    }

    @Override
    public void reset() {
        below.reset();
    }

    @Override
    public void release() {
        below.release();
    }

    @Override
    public int fd() {
        return below.fd();
    }

    @Override
    public SockAddr local() {
        return below.local();
    }

    @Override
    public SockAddr remote() {
        return below.remote();
    }
}
