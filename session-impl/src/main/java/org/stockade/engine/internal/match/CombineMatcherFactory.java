package org.stockade.engine.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.stockade.match.Matcher;
import org.stockade.match.MatcherFactory;
import org.stockade.match.MatcherSources;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code { combine: { and: [ads, { not: good }] } }}. */
@Component(property = "matcher.name=combine")
public final class CombineMatcherFactory implements MatcherFactory {
    /** Its keys: one of them, each operand again the name of a matcher or one of these. */
    public record Keys(
            @Setting(value = "The name of a matcher.", shorthand = true) Optional<Matcher> matcher,
            @Setting("All of these match.") Optional<List<Keys>> and,
            @Setting("One of these matches.") Optional<List<Keys>> or,
            @Setting("An odd number of these match.") Optional<List<Keys>> xor,
            @Setting("All of these match, or none.") Optional<List<Keys>> eq,
            @Setting("This one does not match.") Optional<Keys> not) {}

    @Override
    public Matcher configure(Settings with, MatcherSources sources) throws SettingsException {
        return matcher(with.bind(Keys.class), "", with).orElse(text -> false);
    }

    /** Empty: the error is reported, {@code at} the dotted key of this expression. */
    private static Optional<Matcher> matcher(Keys keys, String at, Settings with) {
        List<Optional<Matcher>> given = new ArrayList<>();
        keys.matcher().ifPresent(named -> given.add(Optional.of(named)));
        keys.and().ifPresent(of -> given.add(combined(Operator.AND, of, at + "and", with)));
        keys.or().ifPresent(of -> given.add(combined(Operator.OR, of, at + "or", with)));
        keys.xor().ifPresent(of -> given.add(combined(Operator.XOR, of, at + "xor", with)));
        keys.eq().ifPresent(of -> given.add(combined(Operator.EQ, of, at + "eq", with)));
        keys.not()
                .ifPresent(
                        of -> given.add(matcher(of, at + "not.", with).map(NegatedMatcher::new)));
        if (given.size() != 1) {
            with.error(
                    at.isEmpty() ? at : at.substring(0, at.length() - 1),
                    given.size()
                            + " operators; use one of and, or, xor, eq, not, or the name of a"
                            + " matcher");
            return Optional.empty();
        }
        return given.getFirst();
    }

    private static Optional<Matcher> combined(
            Operator operator, List<Keys> of, String at, Settings with) {
        if (of.isEmpty()) {
            with.error(at, "0 matchers; give at least one");
            return Optional.empty();
        }
        List<Matcher> operands = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            matcher(of.get(i), at + "." + i + ".", with).ifPresent(operands::add);
        }
        return operands.size() == of.size()
                ? Optional.of(new CombinedMatcher(operator, operands))
                : Optional.empty();
    }
}
