package org.stockade.itests.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real nginx on loopback, with a folder of pages. */
public final class Nginx implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process process;

    private Nginx(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts one on a free port, its files below {@code folder}. */
    public static Nginx start(Path folder) throws IOException, InterruptedException {
        int port = Places.freePort();
        Path pages = Files.createDirectories(folder.resolve("pages"));
        Files.writeString(pages.resolve("index.html"), "<title>hello</title>\n");
        Path config = folder.resolve("nginx.conf");
        Files.writeString(
                config,
                """
                daemon off;
                worker_processes 1;
                user root;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log %1$s/access.log;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  client_max_body_size 0;
                  types { text/html html; text/plain txt; application/octet-stream bin; }
                  server {
                    listen 127.0.0.1:%2$d;
                    root %1$s/pages;
                    location /echo { return 200 "$request_method $request_uri $http_host\\n"; }
                    location = /moved { return 302 /index.html; }
                    location = /nothing { return 204; }
                  }
                }
                """
                        .formatted(folder, port));
        Process process =
                new ProcessBuilder("nginx", "-c", config.toString(), "-p", folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nginx.out").toFile())
                        .start();
        Nginx nginx = new Nginx(folder, port, process);
        nginx.awaitListening();
        return nginx;
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException(
                "nginx does not listen: " + Files.readString(folder.resolve("nginx.out")));
    }

    public int port() {
        return port;
    }

    /** Where its pages are. */
    public Path pages() {
        return folder.resolve("pages");
    }

    /** Ends it as a crash would. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
