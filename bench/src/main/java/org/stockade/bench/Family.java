package org.stockade.bench;

/** What a contestant does with the bytes; ratios are made inside a family only. */
enum Family {
    TCP("haproxy-tcp"),
    HTTP("haproxy-http");

    private final String reference;

    Family(String reference) {
        this.reference = reference;
    }

    /** The name of the contestant that the others of the family are compared with. */
    String reference() {
        return reference;
    }
}
