package org.stockade.engine.internal.replay;

import java.util.ArrayList;
import java.util.List;
import org.stockade.engine.internal.replay.RecordedSession.Users;

/**
 * Users in a line: {@code -}, nobody; {@code =} and one, who was known all the time; {@code +} and
 * two, to the rules and to the service. One is user, how, the number of groups kept, and these; a
 * {@code +} behind the number where there were more.
 */
final class UserFields {
    private UserFields() {}

    static void add(Users users, RecordText line) {
        if (users.equals(Users.NOBODY)) {
            line.field("-");
        } else if (users.toRules().equals(users.toService())) {
            line.field("=");
            add(users.toRules(), line);
        } else {
            line.field("+");
            add(users.toRules(), line);
            add(users.toService(), line);
        }
    }

    private static void add(RecordedUser user, RecordText line) {
        line.field(user.user());
        line.field(user.how());
        line.field(user.groups().size() + (user.cut() ? "+" : ""));
        user.groups().forEach(line::field);
    }

    /**
     * Reads what {@link #add} wrote.
     *
     * @throws IllegalArgumentException if it is torn or damaged
     */
    static Users read(FieldReader fields) {
        return switch (fields.next()) {
            case "-" -> Users.NOBODY;
            case "=" -> {
                RecordedUser one = user(fields);
                yield new Users(one, one);
            }
            case "+" -> new Users(user(fields), user(fields));
            default -> throw new IllegalArgumentException("no users");
        };
    }

    private static RecordedUser user(FieldReader fields) {
        String user = fields.next();
        String how = fields.next();
        String number = fields.next();
        boolean cut = number.endsWith("+");
        int count = Integer.parseInt(cut ? number.substring(0, number.length() - 1) : number);
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(fields.next());
        }
        return new RecordedUser(user, groups, how, cut);
    }
}
