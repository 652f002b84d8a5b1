package org.stockade.session;

import org.stockade.chain.Chainer;
import org.stockade.endpoint.Endpoint;

/** What a parent hands to a child. */
public sealed interface Payload {
    /** Both directions of both sides: a tunnel, plain. */
    record Through(Endpoint client, Endpoint server) implements Payload {}

    /** A client side alone; the child asks the chainer: an HTTP/2 stream, TLS inside CONNECT. */
    record Chained(Endpoint client, Chainer chainer) implements Payload {}

    /**
     * One body or file. For a body to the server the child reads it from {@code client} and writes
     * to {@code server}; for one to the client the other way round.
     *
     * @param format a media type, or {@code email}
     * @param length in bytes, -1 when unknown
     */
    record OneWay(
            Endpoint client,
            Endpoint server,
            boolean toServer,
            String format,
            long length,
            Hold hold)
            implements Payload {
        /** Where the child reads the payload. */
        public Endpoint from() {
            return toServer ? client : server;
        }

        /** Where the child writes it. */
        public Endpoint to() {
            return toServer ? server : client;
        }
    }

    /** Who keeps the child's output back: the engine does, never the child. */
    enum Hold {
        /** All output waits, in a spool, until the child gives its verdict. */
        UNTIL_VERDICT,
        /** Output goes on as it comes, except the last 16 KiB, which wait for the verdict. */
        LAST_BLOCK,
        /** Output goes on as it comes. */
        NOTHING
    }
}
