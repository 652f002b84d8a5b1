package org.stockade.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A service that has a name and nothing else. */
record TestService(String name) implements Service {
    @Override
    public String proxy() {
        return "plain";
    }

    @Override
    public String router() {
        return "inband";
    }

    @Override
    public String chainer() {
        return "connect";
    }

    @Override
    public Optional<List<String>> toZones() {
        return Optional.empty();
    }

    @Override
    public int maxSessions() {
        return 0;
    }

    @Override
    public Optional<Duration> timeLimit(String limit) {
        return Optional.empty();
    }
}
