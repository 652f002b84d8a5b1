package org.stockade.auth.file.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.auth.Identity;

/** What a file of users says. Immutable. */
final class Users {
    /** Users of one file. */
    static final int MOST = 100_000;

    private static final int LONGEST_LINE = 16_384;

    private final Map<String, User> byName;
    private final Optional<PasswordHash> fake;

    private Users(Map<String, User> byName) {
        this.byName = byName;
        Map<String, Integer> costs = new HashMap<>();
        byName.values().forEach(user -> costs.merge(user.hash().cost(), 1, Integer::sum));
        this.fake =
                byName.values().stream()
                        .map(User::hash)
                        .max(Comparator.comparing(hash -> costs.getOrDefault(hash.cost(), 0)))
                        .map(PasswordHash::fake);
    }

    /** One of them. */
    record User(PasswordHash hash, List<String> groups) {}

    Optional<User> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What stands in for the hash of a user who is not there: of the cost that most have. */
    Optional<PasswordHash> fake() {
        return fake;
    }

    int size() {
        return byName.size();
    }

    /**
     * Reads a file: {@code NAME:HASH:GROUP,GROUP} a line; empty lines and those that begin with
     * {@code #} say nothing.
     *
     * @throws IllegalArgumentException naming the first line that is wrong, and nothing of a hash
     */
    static Users parse(List<String> lines) {
        Map<String, User> users = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                add(users, line);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + wrong.getMessage());
            }
        }
        return new Users(users);
    }

    private static void add(Map<String, User> users, String line) {
        String[] parts = line.split(":", -1);
        if (line.length() > LONGEST_LINE || parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "it has not the form NAME:HASH:GROUP,GROUP of at most "
                            + LONGEST_LINE
                            + " characters");
        }
        List<String> groups =
                parts.length < 3
                        ? List.of()
                        : Arrays.stream(parts[2].split(",", -1))
                                .map(String::strip)
                                .filter(group -> !group.isEmpty())
                                .toList();
        String name = parts[0].strip();
        // For its complaints.
        Identity identity = new Identity(name, groups);
        if (users.size() >= MOST) {
            throw new IllegalArgumentException("it is one user too many; use at most " + MOST);
        }
        if (users.put(name, new User(PasswordHash.parse(parts[1]), identity.groups())) != null) {
            throw new IllegalArgumentException("user \"" + name + "\" is there already");
        }
    }
}
