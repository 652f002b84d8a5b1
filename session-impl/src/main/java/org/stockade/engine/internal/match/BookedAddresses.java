package org.stockade.engine.internal.match;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.match.AddressBook.Entry;
import org.stockade.engine.internal.match.AddressBook.Known;
import org.stockade.match.HostAddresses;
import org.stockade.match.MatcherException;

/**
 * The hosts of one matcher.
 *
 * @param stale how long an address counts after its time, while nobody confirms it
 */
record BookedAddresses(List<Entry> entries, Duration stale, LongSupplier nanoTime)
        implements HostAddresses {
    BookedAddresses {
        entries = List.copyOf(entries);
    }

    @Override
    public Optional<String> hostAt(InetAddress address) throws MatcherException {
        InetAddress plain = new SockAddr(address, 0).address();
        long now = nanoTime.getAsLong();
        String unknown = "";
        for (Entry each : entries) {
            Known known = each.known();
            boolean counts =
                    !known.addresses().isEmpty()
                            && now - known.confirmed() <= AddressBook.REFRESH.plus(stale).toNanos();
            if (counts && known.addresses().contains(plain)) {
                return Optional.of(each.host());
            }
            if (!counts && !known.told()) {
                unknown = each.host();
            }
        }
        if (!unknown.isEmpty()) {
            throw new MatcherException(
                    "nobody has said which addresses "
                            + unknown
                            + " has; see whether its resolver answers");
        }
        return Optional.empty();
    }
}
