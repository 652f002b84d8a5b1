package org.stockade.engine.internal.match;

import java.util.List;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.stockade.match.MatcherFactory;

/** The kinds that the engine brings: a component, so that they are all there before it is. */
@Component(service = EngineMatchers.class)
public final class EngineMatchers {
    private final List<ServiceReference<MatcherFactory>> all;

    /** Made by the component runtime. */
    @Activate
    public EngineMatchers(
            @Reference(target = "(matcher.name=regexp)") ServiceReference<MatcherFactory> regexp,
            @Reference(target = "(matcher.name=regexp-files)")
                    ServiceReference<MatcherFactory> regexpFiles,
            @Reference(target = "(matcher.name=hosts)") ServiceReference<MatcherFactory> hosts,
            @Reference(target = "(matcher.name=combine)") ServiceReference<MatcherFactory> combine,
            @Reference(target = "(matcher.name=dns)") ServiceReference<MatcherFactory> dns,
            @Reference(target = "(matcher.name=windows-update)")
                    ServiceReference<MatcherFactory> windowsUpdate) {
        all = List.of(regexp, regexpFiles, hosts, combine, dns, windowsUpdate);
    }

    /** One each. */
    public List<ServiceReference<MatcherFactory>> all() {
        return all;
    }
}
