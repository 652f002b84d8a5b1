package org.stockade.itests.vectors;

import java.util.List;
import org.stockade.testkit.vectors.AnswerSuite;
import org.stockade.testkit.vectors.VectorSuite;

/**
 * Every suite that has an adapter, in the order it is run and printed. A new one is a line here.
 */
final class Suites {
    static final List<VectorSuite> ALL =
            List.of(
                    new AnswerSuite("core-session", SessionAnswers::answer),
                    new AnswerSuite("core-zones", ZoneAnswers::lookup),
                    new AnswerSuite("core-zone-define", ZoneAnswers::define),
                    new AnswerSuite("core-target-zones", ZoneAnswers::target),
                    new AnswerSuite("core-subnet-parse", SubnetAnswers::parse),
                    new AnswerSuite("core-subnet-text", SubnetAnswers::text),
                    new AnswerSuite("core-subnet-contains", SubnetAnswers::contains),
                    new AnswerSuite("core-subnet-map", SubnetAnswers::map),
                    new AnswerSuite("core-sockaddr", SockAddrAnswers::answer),
                    new RuleSuite("core-rules-lookup"),
                    new RuleSuite("core-rules-random"),
                    new AnswerSuite("core-zone-permission", DispatchAnswers::permission),
                    new AnswerSuite("core-zone-dispatch", DispatchAnswers::zones),
                    new AnswerSuite("core-dispatch-binds", DispatchAnswers::binds),
                    new AnswerSuite("core-router", RouterAnswers::answer),
                    new AnswerSuite("core-chainer", ChainerAnswers::answer),
                    new AnswerSuite("core-nat-general", NatAnswers::general),
                    new AnswerSuite("core-nat-6-4", NatAnswers::sixAndFour),
                    new AnswerSuite("core-nat-errors", NatAnswers::errors),
                    new AnswerSuite("core-nat-onetoone", NatAnswers::oneToOne),
                    new AnswerSuite("core-resolver", ResolverAnswers::resolve),
                    new AnswerSuite("core-cache", ResolverAnswers::cache),
                    new AnswerSuite("core-matcher-combine", MatcherAnswers::combine),
                    new AnswerSuite("core-matcher-regexp", MatcherAnswers::regexp),
                    new AnswerSuite("core-matcher-dns", MatcherAnswers::dns),
                    new AnswerSuite("core-log", LogAnswers::answer),
                    new AnswerSuite("core-verdict", VerdictAnswers::answer),
                    new AnswerSuite("core-summary", SummaryAnswers::answer),
                    new AnswerSuite("core-detector-text", DetectorAnswers::text),
                    new AnswerSuite("core-detector-sni", DetectorAnswers::serverName),
                    new AnswerSuite("detector", DetectorAnswers::octets),
                    new HttpRequestHeads("http-request-head", false),
                    new HttpResponseHeads("http-response-head"),
                    new HttpChunkedBodies("http-chunked"),
                    new HttpRequestHeads("http-connect", true));

    private Suites() {}
}
