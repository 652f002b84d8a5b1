package org.stockade.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A named recipe of the policy: which proxy, where to, within which limits. */
@ProviderType
public interface Service {
    /** Unique in its policy. */
    String name();

    /** The {@code proxy.name} of the proxy it runs. */
    String proxy();

    /** The {@code router.name} of its router. */
    String router();

    /** The {@code chainer.name} of its chainer. */
    String chainer();

    /** Names of the zones its server connections may go to; empty: anywhere. */
    Optional<List<String>> toZones();

    /** Sessions at once; 0: no limit. */
    int maxSessions();

    /** The time limit of this name ({@code connect}, {@code idle} …) if the policy sets one. */
    Optional<Duration> timeLimit(String name);
}
