package org.stockade.bench;

/** The files of the web server. */
enum Body {
    ONE_KIB("1k", 1 << 10),
    SIXTY_FOUR_KIB("64k", 64 << 10),
    ONE_MIB("1m", 1 << 20),
    HUGE("256m", 256 << 20);

    private final String file;
    private final int bytes;

    Body(String file, int bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    String file() {
        return file;
    }

    int bytes() {
        return bytes;
    }
}
