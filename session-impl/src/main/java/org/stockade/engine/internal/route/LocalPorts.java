package org.stockade.engine.internal.route;

import java.security.SecureRandom;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.random.RandomGenerator;

/**
 * The local ports that a server connection may have, in the order to try them: core.md section 9.
 *
 * <p>A port has a group, 1–511, 512–1023 or 1024–65535, and never leaves it: a server that trusts
 * low ports must not be told by us that a client has one.
 */
public final class LocalPorts implements PrimitiveIterator.OfInt {
    private static final int[] GROUPS = {1, 512, 1024, 65536};

    /** So many of a group are tried at random: one in eight. */
    private static final int SHARE = 8;

    private static final SecureRandom SECURE = new SecureRandom();

    private final RandomGenerator random;
    private final int hint;
    private final int low;
    private final int size;
    private final int atRandom;
    private int tried;

    LocalPorts(int hint, boolean atRandom, RandomGenerator random) {
        int group = 1;
        while (hint >= GROUPS[group]) {
            group++;
        }
        this.random = random;
        this.hint = hint;
        this.low = GROUPS[group - 1];
        this.size = GROUPS[group] - low;
        this.atRandom = atRandom ? size / SHARE : 0;
    }

    /**
     * The ports of a group.
     *
     * @param hint one of them, 1 to 65535
     * @param random tried at random first; else, and then, in turn from the hint
     */
    public static LocalPorts of(int hint, boolean random) {
        return new LocalPorts(hint, random, SECURE);
    }

    @Override
    public boolean hasNext() {
        return tried < atRandom + size;
    }

    @Override
    public int nextInt() {
        if (!hasNext()) {
            throw new NoSuchElementException("all ports of " + this + " were tried");
        }
        int offset =
                tried < atRandom ? random.nextInt(size) : (hint - low + tried - atRandom) % size;
        tried++;
        return low + offset;
    }

    /** {@code 1024-65535}: the group. */
    @Override
    public String toString() {
        return low + "-" + (low + size - 1);
    }
}
