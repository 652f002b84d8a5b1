package org.stockade.examples.inspector;

import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** Refuses pages that hold one of some words. */
@Component(property = "proxy.name=page-inspector")
public final class PageInspectorFactory implements ProxyFactory {
    /** The {@code with:} of a page inspector. */
    record InspectorSettings(
            @Setting("A page that holds one of these words, whatever their case, is refused.")
                    List<String> words,
            @Setting("Pages whose URL begins with one of these are let through unread.")
                    List<String> trusted) {}

    @Override
    public Recipe configure(Settings with) throws SettingsException {
        InspectorSettings settings = with.bind(InspectorSettings.class);
        if (settings.words().isEmpty() || settings.words().contains("")) {
            with.error(
                    "words",
                    "an inspector without words, or with an empty one; name at least one word");
        }
        List<String> words =
                settings.words().stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        return () -> new PageInspector(words, settings.trusted());
    }
}
