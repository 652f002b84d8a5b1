package org.stockade.engine.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.access.Matchers;
import org.stockade.engine.internal.match.NamedMatcher;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherException;

/** The matchers of the generation in force, for operators. */
record MatcherViews(Generations generations) implements Matchers {
    @Override
    public List<State> list() {
        return now().values().stream()
                .map(each -> new State(each.name(), each.kind(), each.contents(), each.state()))
                .toList();
    }

    @Override
    public Optional<Answer> ask(String name, String text) {
        return Optional.ofNullable(now().get(name)).map(matcher -> answer(matcher, text));
    }

    private Map<String, NamedMatcher> now() {
        return generations.inForce().map(it -> it.matchers().byName()).orElse(Map.of());
    }

    private static Answer answer(NamedMatcher matcher, String text) {
        try {
            Matcher.Answer said = matcher.explain(text);
            return new Answer(true, said.matches(), said.why());
        } catch (MatcherException unknown) {
            return new Answer(false, false, String.valueOf(unknown.getMessage()));
        }
    }
}
