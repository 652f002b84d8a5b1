package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stockade.bench.Contestant.Command;

/** Squid as a reverse proxy that keeps nothing. One process, which uses one core. */
final class Squid {
    private Squid() {}

    static Command http(Place place) throws IOException {
        Path config = place.folder().resolve("squid.conf");
        Files.writeString(
                config,
                """
                %1$s
                cache_peer 127.0.0.1 parent %2$d 0 no-query no-digest no-netdb-exchange originserver
                http_access allow all
                never_direct allow all
                cache deny all
                cache_mem 0
                access_log none
                cache_log /dev/null
                cache_store_log none
                pid_filename none
                coredump_dir none
                visible_hostname bench
                max_filedescriptors %3$d
                client_idle_pconn_timeout 1 hour
                server_idle_pconn_timeout 1 hour
                request_timeout 1 hour
                shutdown_lifetime 0 seconds
                """
                        .formatted(
                                place.binds("http_port ", " accel defaultsite=127.0.0.1 no-vhost"),
                                place.backend(),
                                2 * place.connections()));
        return Command.of("squid", "-N", "-f", config.toString());
    }
}
