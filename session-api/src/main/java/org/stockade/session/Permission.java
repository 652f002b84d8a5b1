package org.stockade.session;

/** The answer to whether something is permitted. */
public enum Permission {
    ACCEPT,
    REJECT
}
