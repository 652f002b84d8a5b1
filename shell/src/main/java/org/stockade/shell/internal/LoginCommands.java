package org.stockade.shell.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stockade.access.Logins.Login;
import org.stockade.access.Logins.Waiting;
import org.stockade.auth.Credentials;
import org.stockade.endpoint.SockAddr;

/** Commands about who is at which address, and about sessions that wait for consent. */
final class LoginCommands {
    private static final String AUTHORIZE = "authorize [ID accept|reject]";
    private static final List<String> COLUMNS =
            List.of(
                    "address",
                    "user",
                    "groups",
                    "authenticator",
                    "service",
                    "how",
                    "since",
                    "idle_seconds",
                    "until");
    private static final List<String> WAITING =
            List.of("id", "service", "user", "client", "why", "seconds_left");

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final CurrentFirewall current;

    LoginCommands(CurrentFirewall current) {
        this.current = current;
    }

    List<Command> commands() {
        return List.of(
                new Command(
                        "login ADDRESS USER [SERVICE] [--password-file FILE]",
                        "lets a user in at an address; the password comes on standard input",
                        2,
                        3,
                        this::login),
                new Command(
                        "logout ADDRESS",
                        "ends the logins of an address; sessions that live go on",
                        1,
                        1,
                        this::logout),
                new Command("logins", "who is logged in where", 0, 0, call -> logins()),
                new Command(
                        AUTHORIZE,
                        "the sessions that wait for consent; lets one in, or refuses it",
                        0,
                        2,
                        this::authorize));
    }

    private Answer login(Command.Call call) throws CommandException {
        InetAddress address = address(call.operand(0));
        if (call.secret().isEmpty()) {
            throw CommandException.usage(
                    "login: no password came; give it on standard input of stockade ctl, or by"
                            + " --password-file FILE");
        }
        Optional<String> service =
                call.count() > 2 ? Optional.of(call.operand(2)) : Optional.empty();
        try (Credentials offered =
                Credentials.password(call.operand(1), call.secret().characters())) {
            Login made = current.get().logins().login(address, service, offered, call.actor());
            return Answer.said(
                    TextTable.printable(
                            made.user()
                                    + " is logged in at "
                                    + address.getHostAddress()
                                    + " until "
                                    + time(made.until())),
                    row(made));
        } catch (IllegalArgumentException outOfBounds) {
            throw CommandException.usage("login: " + outOfBounds.getMessage());
        } catch (IOException refused) {
            throw CommandException.failed(String.valueOf(refused.getMessage()));
        }
    }

    private static InetAddress address(String text) throws CommandException {
        return SockAddr.literal(text)
                .orElseThrow(
                        () ->
                                CommandException.usage(
                                        "\""
                                                + TextTable.printable(text)
                                                + "\" is no address; use 192.0.2.7 or"
                                                + " 2001:db8::7"));
    }

    private Answer logout(Command.Call call) throws CommandException {
        InetAddress address = address(call.operand(0));
        int ended = current.get().logins().logout(address, call.actor());
        if (ended == 0) {
            throw CommandException.failed("nobody is logged in at " + address.getHostAddress());
        }
        return Answer.said(
                "logged out " + address.getHostAddress() + "; sessions that live go on",
                Row.of("address", address.getHostAddress()).and("ended", ended));
    }

    private Answer logins() throws CommandException {
        List<Row> rows = current.get().logins().logins().stream().map(LoginCommands::row).toList();
        return Answer.table(rows, COLUMNS, "nobody is logged in");
    }

    private static Row row(Login login) {
        return Row.of("address", login.address().getHostAddress())
                .and("user", login.user())
                .and("groups", String.join(",", login.groups()))
                .and("authenticator", login.authenticator())
                .and("service", login.service().orElse("-"))
                .and("how", login.how())
                .and("since", time(login.since()))
                .and("idle_seconds", login.idle().toSeconds())
                .and("until", time(login.until()));
    }

    private static String time(Instant at) {
        return CLOCK.format(at.truncatedTo(ChronoUnit.SECONDS));
    }

    private Answer authorize(Command.Call call) throws CommandException {
        if (call.count() == 0) {
            List<Row> rows =
                    current.get().logins().waiting().stream().map(LoginCommands::row).toList();
            return Answer.table(rows, WAITING, "no session waits for consent");
        }
        String id = SessionCommands.nodeId(call.operand(0));
        String word = call.count() == 2 ? call.operand(1) : "";
        if (!word.equals("accept") && !word.equals("reject")) {
            throw CommandException.usage("usage: " + AUTHORIZE);
        }
        boolean accept = word.equals("accept");
        if (!current.get().logins().authorize(id, accept, call.actor())) {
            throw CommandException.failed(
                    "no session " + TextTable.printable(id) + " waits for consent");
        }
        return Answer.said(
                (accept ? "accepted " : "rejected ") + TextTable.printable(id),
                Row.of("session", id).and("accepted", accept));
    }

    private static Row row(Waiting waiting) {
        return Row.of("id", waiting.id())
                .and("service", waiting.service())
                .and("user", waiting.user())
                .and("client", waiting.client())
                .and("why", waiting.why())
                .and("seconds_left", waiting.left().toSeconds());
    }
}
