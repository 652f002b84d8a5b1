package org.stockade.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.chain.Chainer;
import org.stockade.match.Matcher;
import org.stockade.proxy.Settings;
import org.stockade.session.Child;
import org.stockade.session.Payload;

/**
 * A part of the document that belongs to a proxy, router, chainer or matcher: unchecked until its
 * factory is there.
 */
@ProviderType
public interface SettingsNode {
    /** Where it stands, {@code file:line:column}. */
    String place();

    /**
     * A fresh view for one call of {@code configure}; {@code children} configures the children in
     * it.
     */
    default Opened open(Children children) {
        return open(children, Matchers.NONE);
    }

    /** Likewise; {@code matchers} has those that settings may name. */
    Opened open(Children children, Matchers matchers);

    /** Settings being read, with the errors found so far. */
    interface Opened extends Settings {
        /** Every error so far, in the order of the document, each with its place in front. */
        List<String> errors();
    }

    /** Makes the children that settings name. */
    @FunctionalInterface
    interface Children {
        /**
         * The child of this proxy name, configured with {@code with}. Its errors are reported
         * through {@code errors}; a proxy that is not installed is no error: the child fails when
         * stacked.
         */
        Child child(String proxy, SettingsNode with, Payload.Hold hold, Errors errors);

        /**
         * The chainer of this name, configured with {@code with}; empty after errors were reported.
         */
        default Optional<Chainer> chainer(String name, SettingsNode with, Errors errors) {
            throw new UnsupportedOperationException("there is no chainer " + name + " here");
        }
    }

    /** The matchers of the policy. */
    interface Matchers {
        /** There are none. */
        Matchers NONE =
                new Matchers() {
                    @Override
                    public Optional<Matcher> find(String name, Consumer<String> wrong) {
                        return Optional.empty();
                    }

                    @Override
                    public Set<String> names() {
                        return Set.of();
                    }
                };

        /**
         * The matcher of this name.
         *
         * @param wrong told why there is none, if it is not that the name is unknown
         */
        Optional<Matcher> find(String name, Consumer<String> wrong);

        /** The names there are. */
        Set<String> names();
    }

    /** Takes errors that have their place in front already. */
    @FunctionalInterface
    interface Errors {
        void add(List<String> placed);
    }
}
