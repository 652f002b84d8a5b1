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

/** {@code { dns: { hosts: [update.example.com], resolver: inside } }}. */
@Component(property = "matcher.name=dns")
public final class DnsMatcherFactory implements MatcherFactory {
    /** Its keys. */
    public record Keys(
            @Setting(value = "Names of hosts, one of which has an address.", shorthand = true)
                    List<String> hosts,
            @Setting("The name of a resolver; absent: the system's.") Optional<String> resolver,
            @Setting(
                            value =
                                    "How long an address counts that the resolver does not confirm"
                                            + " any more.",
                            def = "10m",
                            max = 86_400_000)
                    Duration stale) {}

    @Override
    public Matcher configure(Settings with, MatcherSources sources) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        if (keys.hosts().isEmpty()) {
            with.error("hosts", "0 hosts; give at least one");
        }
        return sources.addresses("hosts", keys.hosts(), keys.resolver(), keys.stale())
                .<Matcher>map(hosts -> new DnsMatcher(keys.hosts().size(), hosts))
                .orElse(text -> false);
    }
}
