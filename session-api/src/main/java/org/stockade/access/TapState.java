package org.stockade.access;

/**
 * A tap.
 *
 * @param node id of the node it is in, with parentheses
 * @param file a pcapng file
 * @param written size of the file so far, in bytes
 * @param limit size of the file at most
 * @param secondsLeft until it takes itself out
 * @param dropped bytes that could not be written in time and are missing in the file
 * @param ended why it has ended; empty: it has not
 */
public record TapState(
        String node,
        String file,
        long written,
        long limit,
        double secondsLeft,
        long dropped,
        String ended) {}
