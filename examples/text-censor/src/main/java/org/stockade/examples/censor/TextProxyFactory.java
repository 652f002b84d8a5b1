package org.stockade.examples.censor;

import java.io.IOException;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;
import org.stockade.session.Outcome;
import org.stockade.session.Payload;
import org.stockade.session.StackedSession;
import org.stockade.session.StackedSession.Fork;
import org.stockade.session.Verdict;

/**
 * A proxy for text protocols: what the client says goes through a child, answers go back unread.
 */
@Component(property = "proxy.name=text")
public final class TextProxyFactory implements ProxyFactory {
    /** The {@code with:} of a text service. */
    record TextSettings(@Setting("The child that is given the client's lines.") Child censor) {}

    @Override
    public Recipe configure(Settings with) throws SettingsException {
        TextSettings settings = with.bind(TextSettings.class);
        return () -> new TextProxy(settings.censor());
    }

    private record TextProxy(Child censor) implements Proxy {
        @Override
        public void run(StackedSession session) throws IOException {
            Endpoint client = session.clientStream();
            Endpoint server = session.connectServer();
            Fork<Long> answers =
                    session.fork(
                            "answers",
                            () -> {
                                long count = server.transferTo(client, Long.MAX_VALUE);
                                client.endOutput();
                                return count;
                            });
            // A dialogue cannot wait for a verdict on the whole: nothing is held back.
            var lines =
                    new Payload.OneWay(
                            client, server, true, "text/plain", -1, Payload.Hold.NOTHING);
            if (session.stack(censor, lines) instanceof Verdict.Accept) {
                server.endOutput();
                answers.join(Duration.ofHours(1));
            } else {
                session.end(Outcome.ABORTED_BY_POLICY_ACTION, "the censor refused a line");
                server.abort();
                client.abort();
            }
        }
    }
}
