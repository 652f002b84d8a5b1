package org.stockade.engine.internal.match;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.stockade.match.Matcher;

/** The text is the name or address of a host that one of the lists covers. */
record HostsMatcher(List<Source> sources) implements Matcher {
    /**
     * A list.
     *
     * @param name what it is called: a file, or {@code names}
     * @param hosts gives what is in it at the moment
     */
    record Source(String name, Supplier<HostSet> hosts) {}

    HostsMatcher {
        sources = List.copyOf(sources);
    }

    @Override
    public boolean matches(String text) {
        for (Source each : sources) {
            if (each.hosts().get().has(text)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Answer explain(String text) {
        for (Source each : sources) {
            Optional<String> found = each.hosts().get().find(text);
            if (found.isPresent()) {
                return new Answer(true, "\"" + found.get() + "\" of " + each.name());
            }
        }
        return new Answer(false, "neither it nor a domain above it is there");
    }

    @Override
    public String contents() {
        long all = sources.stream().mapToLong(each -> each.hosts().get().size()).sum();
        return all + " hosts";
    }
}
