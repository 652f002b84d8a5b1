package org.stockade.shell.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.access.Logins;
import org.stockade.auth.Credentials;

/** Logins that nobody checks: the password is {@code right}. */
final class FakeLogins implements Logins {
    final List<String> asked = new ArrayList<>();
    final List<Login> made = new ArrayList<>();

    @Override
    public Login login(
            InetAddress address, Optional<String> service, Credentials offered, String by)
            throws IOException {
        asked.add(offered + " at " + address.getHostAddress() + " for " + service.orElse("all"));
        if (!"right".equals(String.valueOf(offered.secret()))) {
            throw new IOException("user \"" + offered.user() + "\" or the password is wrong");
        }
        Login login =
                new Login(
                        address,
                        offered.user(),
                        List.of("staff"),
                        "people",
                        service,
                        "login",
                        Instant.EPOCH,
                        Duration.ZERO,
                        Instant.EPOCH.plusSeconds(60));
        made.add(login);
        return login;
    }

    @Override
    public int logout(InetAddress address, String by) {
        int before = made.size();
        made.removeIf(each -> each.address().equals(address));
        return before - made.size();
    }

    @Override
    public List<Login> logins() {
        return made;
    }

    @Override
    public List<Waiting> waiting() {
        return List.of(
                new Waiting(
                        "(edge/vault:3)",
                        "vault",
                        "ada",
                        "192.0.2.7:40000",
                        "pair",
                        Duration.ofSeconds(9)));
    }

    @Override
    public boolean authorize(String id, boolean accept, String by) {
        asked.add((accept ? "accept " : "reject ") + id + " by " + by);
        return id.equals("vault:3");
    }
}
