package org.stockade.engine.internal.resolve;

import java.io.IOException;
import java.time.Duration;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;

/** One question to whoever answers it. */
@FunctionalInterface
public interface DnsExchange {
    /**
     * The answer.
     *
     * @throws IOException if nobody answers within the limit
     */
    DnsMessage ask(Question question, Duration limit) throws IOException;
}
