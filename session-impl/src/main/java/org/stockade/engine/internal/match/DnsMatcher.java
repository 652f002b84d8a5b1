package org.stockade.engine.internal.match;

import java.net.InetAddress;
import java.util.Optional;
import org.stockade.endpoint.SockAddr;
import org.stockade.match.HostAddresses;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/** The text is an address that one of some hosts has at the moment. */
record DnsMatcher(int count, HostAddresses hosts) implements Matcher {
    @Override
    public boolean matches(String text) throws MatcherException {
        Optional<InetAddress> address = SockAddr.literal(text);
        return address.isPresent() && hosts.hostAt(address.get()).isPresent();
    }

    @Override
    public Answer explain(String text) throws MatcherException {
        Optional<InetAddress> address = SockAddr.literal(text);
        if (address.isEmpty()) {
            return new Answer(false, "it is no address");
        }
        return hosts.hostAt(address.get())
                .map(host -> new Answer(true, host + " has it now"))
                .orElseGet(() -> new Answer(false, "no host has it now"));
    }

    @Override
    public String contents() {
        return "addresses of " + count + " hosts";
    }
}
