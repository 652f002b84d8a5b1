package org.stockade.engine.internal.match;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherFactory;
import org.stockade.match.MatcherSources;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code windows-update}: {@code dns} with the three names of core.md section 13. */
@Component(property = "matcher.name=windows-update")
public final class WindowsUpdateMatcherFactory implements MatcherFactory {
    private static final List<String> HOSTS =
            List.of(
                    "v5.windowsupdate.microsoft.nsatc.net",
                    "v4.windowsupdate.microsoft.nsatc.net",
                    "update.microsoft.com.nsatc.net");

    private static final Duration STALE = Duration.ofMinutes(10);

    /** Its keys. */
    public record Keys(
            @Setting(value = "The name of a resolver; absent: the system's.", shorthand = true)
                    Optional<String> resolver) {}

    @Override
    public Matcher configure(Settings with, MatcherSources sources) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        return sources.addresses("", HOSTS, keys.resolver(), STALE)
                .<Matcher>map(hosts -> new DnsMatcher(HOSTS.size(), hosts))
                .orElse(text -> false);
    }
}
