package org.stockade.match;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What the lines of a file mean. Equal forms make the same of the same file: use a record.
 *
 * @param <T> what is made of a file: immutable, for any thread
 */
@ConsumerType
@FunctionalInterface
public interface FileForm<T> {
    /** Begins with a file that is called so in messages. */
    Reading<T> begin(String file);

    /**
     * One file being read, by one thread.
     *
     * @param <T> as above
     */
    @ConsumerType
    interface Reading<T> {
        /**
         * The next line, without its end, at most 4,096 octets of UTF-8, without control characters
         * other than tabs.
         *
         * @throws IllegalArgumentException if the file cannot be used for it: what is wrong, which
         *     bound, what mends it; the place is added
         */
        void line(int number, String line);

        /**
         * What was read.
         *
         * @throws IllegalArgumentException likewise
         */
        T end();
    }
}
