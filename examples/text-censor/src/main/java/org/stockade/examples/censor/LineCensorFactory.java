package org.stockade.examples.censor;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;

/** A child that blots out words in lines. */
@Component(property = "proxy.name=line-censor")
public final class LineCensorFactory implements ProxyFactory {
    /** The {@code with:} of a line censor. */
    record CensorSettings(
            @Setting("Words that are blotted out, whatever their case.") List<String> words,
            @Setting(
                            value = "Longest line, in bytes; a longer one ends the session.",
                            def = "4096",
                            min = 1,
                            max = 65000)
                    int maxLineLength) {}

    @Override
    public Recipe configure(Settings with) throws SettingsException {
        CensorSettings settings = with.bind(CensorSettings.class);
        if (settings.words().isEmpty() || settings.words().contains("")) {
            with.error(
                    "words",
                    "a censor without words, or with an empty one; name at least one word");
        }
        Pattern words =
                Pattern.compile(
                        settings.words().stream()
                                .map(Pattern::quote)
                                .collect(Collectors.joining("|")),
                        Pattern.CASE_INSENSITIVE);
        return () -> new LineCensor(words, settings.maxLineLength());
    }

    private record LineCensor(Pattern words, int maxLineLength) implements Proxy {
        @Override
        public void run(StackedSession session) throws IOException {
            if (!(session.payload() instanceof Payload.OneWay lines)) {
                throw new IOException("a line censor is stacked on one direction of lines");
            }
            Endpoint from = lines.from();
            Endpoint to = lines.to();
            String line = from.readLine(maxLineLength);
            while (line != null) {
                to.writeLine(
                        words.matcher(line).replaceAll(word -> "*".repeat(word.group().length())));
                if (!from.hasBuffered()) {
                    to.flush();
                }
                line = from.readLine(maxLineLength);
            }
        }
    }
}
