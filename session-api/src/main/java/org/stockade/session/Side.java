package org.stockade.session;

/** One of the two sides of a connection through the firewall. */
public enum Side {
    CLIENT,
    SERVER
}
