package org.stockade.proxy.http.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.stockade.proxy.Settings;
import org.stockade.session.Child;

/** One service's settings, checked and ready for use by many sessions. */
final class HttpPolicy {
    private final HttpSettings settings;
    private final Ports ports;
    private final Ports connectPorts;
    private final HeadLimits headLimits;
    private final Map<String, Child> bodies = new HashMap<>();

    private HttpPolicy(HttpSettings settings, Settings with) {
        this.settings = settings;
        ports = Ports.parse(settings.ports(), with, "ports");
        connectPorts = Ports.parse(settings.connectPorts(), with, "connect-ports");
        headLimits =
                new HeadLimits(
                        settings.maxLineLength(),
                        settings.maxHeaderLines(),
                        settings.maxHeaderBytes());
    }

    /** Checks what the shape of the settings cannot say; errors go to {@code with}. */
    static HttpPolicy of(HttpSettings settings, Settings with) {
        HttpPolicy policy = new HttpPolicy(settings, with);
        for (String method : settings.requests().keySet()) {
            if (!Octets.isToken(method)) {
                with.error("requests." + method, "is not a method; use GET, or \"*\" for any");
            }
        }
        settings.responseBodies().forEach((type, child) -> policy.body(type, child, with));
        if (!Octets.isToken(settings.via())) {
            with.error("via", "is not a token; use letters, digits and hyphens, or none");
        }
        return policy;
    }

    private void body(String type, Child child, Settings with) {
        String key = type.toLowerCase(Locale.ROOT);
        int slash = key.indexOf('/');
        boolean known =
                key.equals("*")
                        || (slash > 0
                                && Octets.isToken(key.substring(0, slash))
                                && Octets.isToken(key.substring(slash + 1)));
        if (!known) {
            with.error(
                    "response-bodies." + type,
                    "is not a media type; use text/html, text/* or \"*\"");
        }
        if (bodies.put(key, child) != null) {
            with.error("response-bodies." + type, "is named twice; media types have no case");
        }
    }

    /** What is decided about a method; refused where nothing is. Case matters. */
    RequestVerdict verdict(String method) {
        RequestVerdict exact = settings.requests().get(method);
        return exact != null ? exact : settings.requests().getOrDefault("*", RequestVerdict.DENY);
    }

    /** The child for a media type: the type's own, else that of its family, else that for any. */
    Optional<Child> childFor(String mediaType) {
        if (bodies.isEmpty()) {
            return Optional.empty();
        }
        Child exact = bodies.get(mediaType);
        int slash = mediaType.indexOf('/');
        if (exact == null && slash > 0) {
            exact = bodies.get(mediaType.substring(0, slash) + "/*");
        }
        return Optional.ofNullable(exact == null ? bodies.get("*") : exact);
    }

    /** Whether any response body may be given to a child. */
    boolean readsBodies() {
        return !bodies.isEmpty();
    }

    /** Whether a path alone is accepted as target. */
    boolean permitsOriginForm(boolean inband) {
        return settings.permitServerRequests().orElse(!inband);
    }

    /** Whether an absolute URL is accepted as target. */
    boolean permitsAbsoluteForm(boolean inband) {
        return inband || settings.permitProxyRequests();
    }

    Ports ports() {
        return ports;
    }

    Ports connectPorts() {
        return connectPorts;
    }

    HeadLimits headLimits() {
        return headLimits;
    }

    int longestUrl() {
        return settings.maxUrlLength();
    }

    int longestHost() {
        return settings.maxHostnameLength();
    }

    long longestChunk() {
        return settings.maxChunkLength();
    }

    /** In octets; 0: no limit. */
    long longestBody() {
        return settings.maxBodyLength();
    }

    /** Whether the request of this number, from 1, is the last of its connection. */
    boolean isLastRequest(int number) {
        return settings.maxKeepaliveRequests() > 0 && number >= settings.maxKeepaliveRequests();
    }

    Duration continueLimit() {
        return settings.timeoutContinue();
    }

    boolean permitsRepeatedLength() {
        return settings.permitRepeatedContentLength();
    }

    boolean strictHostMatch() {
        return settings.strictHostMatch();
    }

    boolean requiresHost() {
        return settings.requireHostHeader();
    }

    boolean keepPersistent() {
        return settings.keepPersistent();
    }

    /** The pseudonym for {@code Via}; empty: none is added. */
    Optional<String> via() {
        return settings.via().equals("none") ? Optional.empty() : Optional.of(settings.via());
    }
}
