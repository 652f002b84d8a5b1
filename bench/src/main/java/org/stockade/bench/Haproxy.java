package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stockade.bench.Contestant.Command;

/** HAProxy in its three manners. One process, a thread a core. */
final class Haproxy {
    private Haproxy() {}

    static Command tcp(Place place) throws IOException {
        return start(place, "mode tcp");
    }

    static Command splice(Place place) throws IOException {
        return start(place, "mode tcp\n  option splice-auto");
    }

    static Command http(Place place) throws IOException {
        return start(place, "mode http\n  option http-keep-alive\n  http-reuse always");
    }

    private static Command start(Place place, String mode) throws IOException {
        Path config = place.folder().resolve("haproxy.cfg");
        Files.writeString(
                config,
                """
                global
                  nbthread %1$d
                  maxconn %2$d
                  maxpipes 256
                defaults
                  %3$s
                  timeout connect 10s
                  timeout client 1h
                  timeout server 1h
                  timeout http-keep-alive 1h
                  maxconn %2$d
                listen all
                %4$s  server backend 127.0.0.1:%5$d
                """
                        .formatted(
                                place.cores(),
                                place.connections(),
                                mode,
                                place.binds("  bind ", " backlog 4096"),
                                place.backend()));
        return Command.of("haproxy", "-db", "-q", "-f", config.toString());
    }
}
