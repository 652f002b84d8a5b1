package org.stockade.engine.internal.match;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherFactory;
import org.stockade.match.MatcherSources;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code { regexp: { match: ["^ads\\."], ignore: [] } }}. */
@Component(property = "matcher.name=regexp")
public final class RegexpMatcherFactory implements MatcherFactory {
    /** Its keys. */
    public record Keys(
            @Setting(
                            value =
                                    "Regular expressions (RE2), one of which is to be found in a text.",
                            shorthand = true)
                    List<String> match,
            @Setting("Regular expressions; a text in which one is found does not match.")
                    List<String> ignore,
            @Setting(value = "Whether small and capital letters are the same.", def = "true")
                    boolean ignoreCase,
            @Setting(value = "What becomes of a wrong pattern: refuse or skip.", def = "refuse")
                    Wrong wrong) {}

    @Override
    public Matcher configure(Settings with, MatcherSources sources) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        if (keys.match().isEmpty()) {
            with.error("match", "no pattern; give at least one");
        }
        Patterns match = patterns("match", keys.match(), keys, with);
        Patterns ignore = patterns("ignore", keys.ignore(), keys, with);
        return new RegexpMatcher(() -> match, () -> ignore);
    }

    private static Patterns patterns(String key, List<String> written, Keys keys, Settings with) {
        Patterns.Builder patterns =
                new Patterns.Builder(keys.ignoreCase(), keys.wrong() == Wrong.SKIP);
        for (int i = 0; i < written.size(); i++) {
            try {
                patterns.add(written.get(i));
            } catch (IllegalArgumentException wrong) {
                with.error(key + "." + i, String.valueOf(wrong.getMessage()));
            }
        }
        return patterns.end(key);
    }
}
