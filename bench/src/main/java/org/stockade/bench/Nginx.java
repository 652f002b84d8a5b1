package org.stockade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stockade.bench.Contestant.Command;

/** nginx: the web server behind all contestants, and one of these. */
final class Nginx {
    private Nginx() {}

    /** The web server; its files are those of {@link Body}. */
    static Command backend(Place place) throws IOException {
        Path pages = Files.createDirectories(place.folder().resolve("pages"));
        for (Body body : Body.values()) {
            try (var file =
                    new java.io.RandomAccessFile(pages.resolve(body.file()).toFile(), "rw")) {
                file.setLength(body.bytes());
            }
        }
        Files.writeString(pages.resolve("post"), "");
        Files.writeString(pages.resolve("posted"), "ok\n");
        return start(
                place,
                "",
                """
                %s
                    root %s;
                    sendfile on;
                    open_file_cache max=16;
                    # The mirror makes nginx read the whole body before it answers.
                    location = /post { mirror /drop; error_page 405 =200 /posted; }
                    location = /drop { internal; return 204; }
                    client_body_buffer_size 128k;
                """
                        .formatted(place.binds("    listen ", " backlog=4096;"), pages));
    }

    /** The reverse proxy. */
    static Command proxy(Place place) throws IOException {
        return start(
                place,
                """
                  upstream backend {
                    server 127.0.0.1:%d;
                    keepalive 2048;
                    keepalive_requests 1000000000;
                    keepalive_timeout 3600s;
                  }
                """
                        .formatted(place.backend()),
                """
                %s
                    location / {
                      proxy_pass http://backend;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffers 8 16k;
                      proxy_buffer_size 16k;
                      proxy_max_temp_file_size 0;
                      client_body_buffer_size 64k;
                    }
                """
                        .formatted(place.binds("    listen ", " backlog=4096;")));
    }

    private static Command start(Place place, String before, String server) throws IOException {
        Path config = place.folder().resolve("nginx.conf");
        Files.writeString(
                config,
                """
                daemon off;
                %6$s
                worker_processes %2$d;
                worker_rlimit_nofile %3$d;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log crit;
                events { worker_connections %3$d; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  client_max_body_size 0;
                  tcp_nodelay on;
                  keepalive_timeout 3600s;
                  keepalive_requests 1000000000;
                  client_header_timeout 3600s;
                  proxy_read_timeout 3600s;
                  send_timeout 3600s;
                %4$s
                  server {
                %5$s
                  }
                }
                """
                        .formatted(
                                place.folder(),
                                place.cores(),
                                2 * place.connections(),
                                before,
                                server,
                                // Its workers could not read the folder otherwise; others may not
                                // say it.
                                "root".equals(System.getProperty("user.name"))
                                        ? "user root;"
                                        : ""));
        return Command.of("nginx", "-c", config.toString(), "-p", place.folder().toString());
    }
}
