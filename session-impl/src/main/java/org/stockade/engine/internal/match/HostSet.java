package org.stockade.engine.internal.match;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Names of hosts, few octets more than their letters each: what they cover, length and letters one
 * after another in one array, and a table of where each begins, by a hash that is made from the
 * last letter to the first. So one pass over a name finds whether it or anything above it is there,
 * and makes no object. Immutable.
 */
final class HostSet {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    /** Of what stands in the table, the bits that say where an entry begins, counted from 1. */
    private static final int BEGIN_BITS = 27;

    private static final int BEGIN = (1 << BEGIN_BITS) - 1;

    private final byte[] entries;
    private final int[] begins;
    private final long seed;
    private final int size;

    private HostSet(byte[] entries, int[] begins, long seed, int size) {
        this.entries = entries;
        this.begins = begins;
        this.seed = seed;
        this.size = size;
    }

    int size() {
        return size;
    }

    /** Whether the name or address is covered. */
    boolean has(String host) {
        return entry(host) >= 0;
    }

    /** The entry that covers the name or address, as it may be written. */
    Optional<String> find(String host) {
        int entry = entry(host);
        if (entry < 0) {
            return Optional.empty();
        }
        int covers = entries[entry];
        String name =
                new String(
                        entries, entry + 2, entries[entry + 1] & 0xff, StandardCharsets.ISO_8859_1);
        return Optional.of(
                (covers == HostEntry.ITSELF ? "=" : covers == HostEntry.BELOW ? "." : "") + name);
    }

    private int entry(String host) {
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        if (size == 0 || end <= 0 || end > HostEntry.LONGEST) {
            return -1;
        }
        long hash = seed;
        for (int i = end - 1; i >= 0; i--) {
            char c = host.charAt(i);
            if (c >= 0x80) {
                return HostEntry.ascii(host).filter(HostSet::isAscii).map(this::entry).orElse(-1);
            }
            if (c == ':') {
                return HostEntry.address(host)
                        .map(address -> at(address, 0, address.length(), HostEntry.ITSELF))
                        .orElse(-1);
            }
            if (c == '.') {
                int above = slot(hash, host, i + 1, end, HostEntry.BELOW);
                if (above >= 0) {
                    return above;
                }
            }
            hash = next(hash, lower(c));
        }
        return slot(hash, host, 0, end, HostEntry.ITSELF);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** Where this entry begins, by all of its letters. */
    private int at(String name, int from, int to, int covers) {
        long hash = seed;
        for (int i = to - 1; i >= from; i--) {
            hash = next(hash, lower(name.charAt(i)));
        }
        return slot(hash, name, from, to, covers);
    }

    private int slot(long hash, String host, int from, int to, int covers) {
        int mask = begins.length - 1;
        long mixed = mixed(hash);
        for (int slot = slot(mixed, mask); begins[slot] != 0; slot = slot + 1 & mask) {
            int entry = (begins[slot] & BEGIN) - 1;
            if (isMark(begins[slot], mixed) && isAt(entries, entry, host, from, to)) {
                return (entries[entry] & covers) != 0 ? entry : -1;
            }
        }
        return -1;
    }

    /**
     * Whether an entry of the table may be of this hash: most others are told without a look at
     * them.
     */
    private static boolean isMark(int begin, long mixed) {
        return begin >>> BEGIN_BITS == (int) mixed >>> BEGIN_BITS;
    }

    private static int marked(int begin, long mixed) {
        return begin + 1 | (int) mixed & ~BEGIN;
    }

    private static boolean isAt(byte[] entries, int entry, String host, int from, int to) {
        int length = to - from;
        if ((entries[entry + 1] & 0xff) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (entries[entry + 2 + i] != lower(host.charAt(from + i))) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static long next(long hash, int letter) {
        return (hash ^ letter) * PRIME;
    }

    private static long mixed(long hash) {
        long half = (hash ^ hash >>> 32) * PRIME;
        return half ^ half >>> 29;
    }

    private static int slot(long mixed, int mask) {
        return (int) (mixed >>> 32) & mask;
    }

    /** Takes names one after another. */
    static final class Builder {
        /** Of one list. */
        static final int MOST = 5_000_000;

        private final long seed = new SplittableRandom().nextLong();
        private byte[] entries = new byte[64];
        private int[] begins = new int[16];
        private int end;
        private int size;

        /**
         * Takes an entry; of one that is there already both count.
         *
         * @throws IllegalArgumentException if there are too many
         */
        void add(HostEntry entry) {
            String name = entry.name();
            long hash = seed;
            for (int i = name.length() - 1; i >= 0; i--) {
                hash = next(hash, name.charAt(i));
            }
            int mask = begins.length - 1;
            long mixed = mixed(hash);
            int slot = slot(mixed, mask);
            for (; begins[slot] != 0; slot = slot + 1 & mask) {
                int there = (begins[slot] & BEGIN) - 1;
                if (isMark(begins[slot], mixed) && isAt(entries, there, name, 0, name.length())) {
                    entries[there] |= (byte) entry.covers();
                    return;
                }
            }
            if (size == MOST || end > BEGIN - 2 - HostEntry.LONGEST) {
                throw new IllegalArgumentException(
                        "over "
                                + MOST
                                + " names, or too long ones; use several lists, or the domains"
                                + " above them");
            }
            begins[slot] = marked(append(name, entry.covers()), mixed);
            if (++size * 4L > begins.length * 3L) {
                grow();
            }
        }

        private int append(String name, int covers) {
            int length = name.length();
            if (entries.length - end < length + 2) {
                entries = Arrays.copyOf(entries, entries.length + (entries.length >> 1) + 256);
            }
            int begin = end;
            entries[end++] = (byte) covers;
            entries[end++] = (byte) length;
            for (int i = 0; i < length; i++) {
                entries[end++] = (byte) name.charAt(i);
            }
            return begin;
        }

        private void grow() {
            int[] larger = new int[begins.length * 2];
            int mask = larger.length - 1;
            for (int begin = 0; begin < end; begin += 2 + (entries[begin + 1] & 0xff)) {
                long hash = seed;
                for (int i = begin + 1 + (entries[begin + 1] & 0xff); i >= begin + 2; i--) {
                    hash = next(hash, entries[i]);
                }
                long mixed = mixed(hash);
                int slot = slot(mixed, mask);
                while (larger[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                larger[slot] = marked(begin, mixed);
            }
            begins = larger;
        }

        HostSet build() {
            return new HostSet(Arrays.copyOf(entries, end), begins, seed, size);
        }
    }
}
