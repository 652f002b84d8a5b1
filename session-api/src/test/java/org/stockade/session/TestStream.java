package org.stockade.session;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.stockade.endpoint.Endpoint;
import org.stockade.endpoint.SockAddr;

/** A stream that has addresses and a descriptor, and counts how often it is closed. */
final class TestStream {
    final AtomicInteger closed = new AtomicInteger();
    final Endpoint endpoint;

    TestStream(String local, String remote, int fd) {
        endpoint =
                (Endpoint)
                        Proxy.newProxyInstance(
                                Endpoint.class.getClassLoader(),
                                new Class<?>[] {Endpoint.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "local" -> SockAddr.parse(local);
                                            case "remote" -> SockAddr.parse(remote);
                                            case "fd" -> fd;
                                            case "close" -> {
                                                closed.incrementAndGet();
                                                yield null;
                                            }
                                            default ->
                                                    throw new UnsupportedOperationException(
                                                            method.getName());
                                        });
    }
}
