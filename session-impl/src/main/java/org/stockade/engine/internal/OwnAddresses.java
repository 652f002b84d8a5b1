package org.stockade.engine.internal;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of this machine. The system is asked at most once a second: that takes calls of the
 * kernel for each interface, too much for each server connection. So a new address is known a
 * second late.
 */
final class OwnAddresses {
    private static final long AGE = TimeUnit.SECONDS.toNanos(1);

    private final Callable<Set<InetAddress>> system;
    private final LongSupplier nanoTime;
    private volatile @Nullable Known known;

    /** Tests bring a system and a clock of their own. */
    OwnAddresses(Callable<Set<InetAddress>> system, LongSupplier nanoTime) {
        this.system = system;
        this.nanoTime = nanoTime;
    }

    static OwnAddresses ofSystem() {
        return new OwnAddresses(OwnAddresses::ask, System::nanoTime);
    }

    private static Set<InetAddress> ask() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether this is an address of ours; also where the system does not tell. */
    boolean contains(InetAddress address) {
        Known now = known;
        if (now == null || nanoTime.getAsLong() - now.since() >= AGE) {
            try {
                // Two threads may ask at once: neither waits for the other.
                now = new Known(system.call(), nanoTime.getAsLong());
            } catch (Exception unknown) {
                return true;
            }
            known = now;
        }
        return now.addresses().contains(address);
    }

    private record Known(Set<InetAddress> addresses, long since) {}
}
