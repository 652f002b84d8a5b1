package org.stockade.proxy.http.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.proxy.Setting;
import org.stockade.session.Child;

/** The {@code with:} of a service whose proxy is {@code http}. */
record HttpSettings(
        @Setting(
                        "Verdict by method, accept, deny, reject or abort; \"*\" for any other method; what is not named is refused.")
                Map<String, RequestVerdict> requests,
        @Setting(
                        value =
                                "Ports that an absolute URL may name, where the client names the server; a list of ports and ranges, or any.",
                        def = "[80, 443]")
                List<String> ports,
        @Setting(
                        value = "Ports that CONNECT may name; a list of ports and ranges, or any.",
                        def = "[443]")
                List<String> connectPorts,
        @Setting(
                        "Children for response bodies, by media type: text/html, text/* or *; the most specific one is used.")
                Map<String, Child> responseBodies,
        @Setting(
                        value = "Longest line of a head, in octets without CRLF.",
                        def = "8192",
                        min = 64,
                        max = 32768)
                int maxLineLength,
        @Setting(value = "Longest request target, in octets.", def = "8192", min = 16, max = 32768)
                int maxUrlLength,
        @Setting(value = "Most field lines of a head.", def = "100", min = 1, max = 10000)
                int maxHeaderLines,
        @Setting(value = "Longest head, in octets.", def = "65536", min = 256, max = 65536)
                int maxHeaderBytes,
        @Setting(value = "Longest host name, in octets.", def = "256", min = 1, max = 1024)
                int maxHostnameLength,
        @Setting(
                        value = "Longest chunk, in octets; 0: no limit.",
                        def = "0",
                        max = Integer.MAX_VALUE)
                long maxChunkLength,
        @Setting(
                        value = "Longest body of a request or response, in octets; 0: no limit.",
                        def = "0")
                long maxBodyLength,
        @Setting(
                        value = "Requests on one client connection; 0: no limit.",
                        def = "0",
                        max = Integer.MAX_VALUE)
                int maxKeepaliveRequests,
        @Setting(
                        value =
                                "How long a server may take to answer Expect: 100-continue before the body goes on without its word.",
                        def = "1s",
                        min = 0,
                        max = 60_000)
                Duration timeoutContinue,
        @Setting(
                        value = "Whether equal repeated values of Content-Length are taken as one.",
                        def = "false")
                boolean permitRepeatedContentLength,
        @Setting(
                        value =
                                "Whether a Host field that differs from the host of an absolute URL is refused; else the URL wins.",
                        def = "true")
                boolean strictHostMatch,
        @Setting(value = "Whether a request without a Host field is refused.", def = "true")
                boolean requireHostHeader,
        @Setting(
                        "Whether requests whose target is a path are accepted; default: yes, but not with the inband router.")
                Optional<Boolean> permitServerRequests,
        @Setting(
                        value =
                                "Whether requests whose target is an absolute URL are accepted without the inband router.",
                        def = "false")
                boolean permitProxyRequests,
        @Setting(
                        value =
                                "Whether a body that ends with the server's connection is sent in chunks, so that the client's connection stays.",
                        def = "false")
                boolean keepPersistent,
        @Setting(
                        value =
                                "The name this proxy adds to the Via field; none: no Via field is added.",
                        def = "stockade")
                String via) {}
