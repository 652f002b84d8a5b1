package org.stockade.proxy.http.internal;

/** What a service decides about a method. */
enum RequestVerdict {
    /** Passed on. */
    ACCEPT,
    /** Answered with a page that names the method. */
    DENY,
    /** The same. */
    REJECT,
    /** The connection is closed without an answer. */
    ABORT
}
