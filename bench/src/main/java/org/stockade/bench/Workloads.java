package org.stockade.bench;

import java.util.List;

/** All workloads, in the order in which they run. */
final class Workloads {
    private Workloads() {}

    /**
     * Makes them.
     *
     * @param connections how many clients a proxy can have on this machine
     */
    static List<Workload> all(int connections) {
        return List.of(
                get("http-1k-32", "1 KiB, 32 connections kept alive", Body.ONE_KIB, 32),
                get("http-1k-256", "1 KiB, 256 connections kept alive", Body.ONE_KIB, 256),
                get("http-1k-2000", "1 KiB, 2,000 connections kept alive", Body.ONE_KIB, 2000),
                get("http-64k", "64 KiB, 32 connections kept alive", Body.SIXTY_FOUR_KIB, 32),
                get("http-1m", "1 MiB, 16 connections kept alive", Body.ONE_MIB, 16),
                new Transfer(),
                new WrkWorkload(
                        "connect",
                        "1 KiB, a new connection for each request, 32 at once",
                        new Wrk("/" + Body.ONE_KIB.file(), 32, 0, false)),
                new WrkWorkload(
                        "post-1k",
                        "POST of 1 KiB, 32 connections kept alive",
                        new Wrk("/post", 32, 1 << 10, true)),
                new WrkWorkload(
                        "post-64k",
                        "POST of 64 KiB, 32 connections kept alive",
                        new Wrk("/post", 32, 64 << 10, true)),
                IdleActive.within(connections),
                new HalfLoad(),
                IdleMemory.within(connections),
                new SlowReaders());
    }

    private static Workload get(String name, String title, Body body, int connections) {
        return new WrkWorkload(name, title, new Wrk("/" + body.file(), connections, 0, true));
    }
}
