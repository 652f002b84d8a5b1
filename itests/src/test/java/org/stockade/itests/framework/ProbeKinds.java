package org.stockade.itests.framework;

import java.util.Map;

/** Sources of what a {@link ProbeBundle} may bring in place of a proxy, by the names of classes. */
final class ProbeKinds {
    static final Map<String, String> SOURCES =
            Map.of(
                    "Detecting",
                    """
                    package probe;
                    import java.util.List;
                    import org.stockade.detect.Detector;
                    import org.stockade.detect.Finding;
                    public final class Detecting implements Detector {
                        @Override public Look begin() {
                            return (side, soFar) -> soFar.remaining() < 3 ? new Finding.NeedMore()
                                    : soFar.get(soFar.position()) != 'G' ? new Finding.Not()
                                    : new Finding.Detected(List.of("probe:r000", "probe"));
                        }
                    }
                    """,
                    "Judging",
                    """
                    package probe;
                    import java.util.List;
                    import org.stockade.auth.Answer;
                    import org.stockade.auth.Authenticator;
                    import org.stockade.auth.AuthenticatorFactory;
                    import org.stockade.auth.Identity;
                    import org.stockade.proxy.Settings;
                    public final class Judging implements AuthenticatorFactory {
                        @Override public Authenticator configure(Settings with) {
                            return (offered, limit) -> offered.user().startsWith("ada")
                                    ? new Answer.Accepted(new Identity(offered.user(),
                                            List.of("staff", "r000")))
                                    : new Answer.Rejected();
                        }
                    }
                    """,
                    "Matching",
                    """
                    package probe;
                    import org.stockade.match.Matcher;
                    import org.stockade.match.MatcherFactory;
                    import org.stockade.match.MatcherSources;
                    import org.stockade.proxy.Settings;
                    public final class Matching implements MatcherFactory {
                        @Override public Matcher configure(Settings with, MatcherSources sources) {
                            return text -> text.contains("r000");
                        }
                    }
                    """);

    private ProbeKinds() {}
}
