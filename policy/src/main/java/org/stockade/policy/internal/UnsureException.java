package org.stockade.policy.internal;

/** The quick reader has met what it does not fully know; the whole document is the library's. */
final class UnsureException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsureException() {
        super(null, null, false, false);
    }
}
