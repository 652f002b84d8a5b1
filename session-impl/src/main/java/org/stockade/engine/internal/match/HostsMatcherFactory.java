package org.stockade.engine.internal.match;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherFactory;
import org.stockade.match.MatcherSources;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code { hosts: { names: [example.com], files: [ads.txt] } }}. */
@Component(property = "matcher.name=hosts")
public final class HostsMatcherFactory implements MatcherFactory {
    private static final int MOST_FILES = 16;

    /** Its keys. */
    public record Keys(
            @Setting(
                            value =
                                    "Hosts: example.com with all below it, =example.com alone,"
                                            + " .example.com for what is below it, or an address.",
                            shorthand = true)
                    List<String> names,
            @Setting("Files of such names; # begins a comment.") List<String> files,
            @Setting(value = "What becomes of a wrong name: refuse or skip.", def = "refuse")
                    Wrong wrong) {}

    @Override
    public Matcher configure(Settings with, MatcherSources sources) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        if (keys.names().isEmpty() && keys.files().isEmpty()) {
            with.error("", "neither names nor files; give at least one");
        }
        if (keys.files().size() > MOST_FILES) {
            with.error("files", keys.files().size() + " files; use up to " + MOST_FILES);
            return new HostsMatcher(List.of());
        }
        boolean skips = keys.wrong() == Wrong.SKIP;
        List<HostsMatcher.Source> lists = new ArrayList<>();
        if (!keys.names().isEmpty()) {
            HostSet names = names(keys.names(), skips, with);
            lists.add(new HostsMatcher.Source("names", () -> names));
        }
        for (int i = 0; i < keys.files().size(); i++) {
            String file = keys.files().get(i);
            sources.file("files." + i, file, new HostFile(skips))
                    .ifPresent(hosts -> lists.add(new HostsMatcher.Source(file, hosts)));
        }
        return new HostsMatcher(lists);
    }

    /** As the lines of a file, each error at its own place. */
    private static HostSet names(List<String> written, boolean skips, Settings with) {
        var reading = new HostFile(skips).begin("names");
        for (int i = 0; i < written.size(); i++) {
            try {
                reading.line(i + 1, written.get(i));
            } catch (IllegalArgumentException wrong) {
                with.error("names." + i, String.valueOf(wrong.getMessage()));
            }
        }
        return reading.end();
    }
}
