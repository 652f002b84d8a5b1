package org.stockade.engine.internal.match;

import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Component;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherFactory;
import org.stockade.match.MatcherSources;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code { regexp-files: { match: bad.txt, ignore: good.txt } }}. */
@Component(property = "matcher.name=regexp-files")
public final class RegexpFilesMatcherFactory implements MatcherFactory {
    /** Its keys. */
    public record Keys(
            @Setting(value = "File with a regular expression (RE2) a line.", shorthand = true)
                    String match,
            @Setting("File of those that must not be found in a text.") Optional<String> ignore,
            @Setting(value = "Whether small and capital letters are the same.", def = "true")
                    boolean ignoreCase,
            @Setting(value = "What becomes of a wrong pattern: refuse or skip.", def = "refuse")
                    Wrong wrong) {}

    @Override
    public Matcher configure(Settings with, MatcherSources sources) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        PatternFile form = new PatternFile(keys.ignoreCase(), keys.wrong() == Wrong.SKIP);
        Supplier<Patterns> none = () -> Patterns.NONE;
        Supplier<Patterns> match = sources.file("match", keys.match(), form).orElse(none);
        Supplier<Patterns> ignore =
                keys.ignore().flatMap(name -> sources.file("ignore", name, form)).orElse(none);
        return new RegexpMatcher(match, ignore);
    }
}
