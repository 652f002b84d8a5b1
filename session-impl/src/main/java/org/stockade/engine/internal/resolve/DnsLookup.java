package org.stockade.engine.internal.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.CNAME;
import org.minidns.record.Data;
import org.minidns.record.InternetAddressRR;
import org.minidns.record.Record;
import org.minidns.record.Record.TYPE;

/**
 * The addresses of one name: A and AAAA, along its aliases. Of an answer only the records of names
 * that were asked for count, whatever else it holds.
 *
 * @param exchange asks the servers
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
public record DnsLookup(DnsExchange exchange, LongSupplier clock) {
    /** Of an answer without a record, and of the news that there is no such name. */
    public static final Duration NEGATIVE = Duration.ofSeconds(60);

    /** Aliases in a row. */
    private static final int MOST_ALIASES = 5;

    /** Addresses of one type that are kept. */
    private static final int MOST_ADDRESSES = 64;

    /**
     * Asks for both types, or one.
     *
     * @throws IOException if neither could be found out
     */
    public DnsAnswer of(String host, Family family, Duration limit) throws IOException {
        long end = clock.getAsLong() + limit.toNanos();
        One four = family == Family.IPV6 ? One.NOTHING : one(host, TYPE.A, end);
        One six = family == Family.IPV4 || four.failed ? One.NOTHING : one(host, TYPE.AAAA, end);
        if (four.lost != null && six.addresses.isEmpty()) {
            throw four.lost;
        }
        if (six.lost != null && four.addresses.isEmpty()) {
            throw six.lost;
        }
        long ttl = Math.min(four.ttl, six.ttl);
        return new DnsAnswer(
                ttl == One.NO_TTL ? NEGATIVE : Duration.ofSeconds(ttl),
                four.addresses,
                six.addresses,
                four.failed || six.failed);
    }

    private One one(String host, TYPE type, long end) {
        try {
            return chase(DnsName.from(host), type, end);
        } catch (IOException lost) {
            return new One(List.of(), NEGATIVE.toSeconds() / 12, false, lost);
        } catch (RuntimeException noName) {
            // What is no host name has no address.
            return new One(List.of(), One.NO_TTL, true, null);
        }
    }

    private One chase(DnsName host, TYPE type, long end) throws IOException {
        Set<DnsName> asked = new HashSet<>();
        DnsName name = host;
        long ttl = One.NO_TTL;
        for (int depth = 0; depth <= MOST_ALIASES && asked.add(name); depth++) {
            Duration left = Duration.ofNanos(end - clock.getAsLong());
            DnsMessage answer = exchange.ask(new Question(name, type), left);
            switch (answer.responseCode) {
                case NO_ERROR -> {}
                case NX_DOMAIN, YXDOMAIN -> {
                    return new One(List.of(), One.NO_TTL, true, null);
                }
                default -> throw new IOException("the server answers " + answer.responseCode);
            }
            Chain chain = new Chain(name, ttl);
            chain.follow(answer, asked);
            ttl = chain.ttl;
            List<InetAddress> found = chain.addresses(answer, type);
            ttl = chain.ttl;
            if (!found.isEmpty()) {
                return new One(found, ttl, false, null);
            }
            name = chain.at;
        }
        return new One(List.of(), ttl, false, null);
    }

    /** Where the aliases of one answer lead. */
    private static final class Chain {
        private DnsName at;
        private long ttl;

        Chain(DnsName name, long ttl) {
            this.at = name;
            this.ttl = ttl;
        }

        void follow(DnsMessage answer, Set<DnsName> asked) {
            for (int step = 0; step <= MOST_ALIASES; step++) {
                DnsName target = null;
                for (Record<? extends Data> each : answer.answerSection) {
                    if (each.name.equals(at) && each.payloadData instanceof CNAME alias) {
                        ttl = Math.min(ttl, each.ttl);
                        target = alias.target;
                        break;
                    }
                }
                if (target == null) {
                    return;
                }
                boolean loop = step > 0 && asked.contains(target) || target.equals(at);
                at = target;
                if (loop) {
                    return;
                }
            }
        }

        List<InetAddress> addresses(DnsMessage answer, TYPE type) {
            List<InetAddress> found = new ArrayList<>();
            for (Record<? extends Data> each : answer.answerSection) {
                if (each.name.equals(at)
                        && each.type == type
                        && each.payloadData instanceof InternetAddressRR<?> address
                        && found.size() < MOST_ADDRESSES) {
                    ttl = Math.min(ttl, each.ttl);
                    found.add(address.getInetAddress());
                }
            }
            return found;
        }
    }

    /** Addresses of one type. */
    private record One(
            List<InetAddress> addresses, long ttl, boolean failed, @Nullable IOException lost) {
        static final long NO_TTL = Long.MAX_VALUE;
        static final One NOTHING = new One(List.of(), NO_TTL, false, null);
    }

    /** Which addresses are wanted. */
    public enum Family {
        ANY,
        IPV4,
        IPV6
    }
}
