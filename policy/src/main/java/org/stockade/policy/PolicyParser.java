package org.stockade.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.access.PolicyChanges.Change;

/** Reads policy documents; an OSGi service. */
@ProviderType
public interface PolicyParser {
    /**
     * Parses and checks a whole document, except what only proxies, routers, chainers and matchers
     * can check.
     *
     * @param origin what messages call it: a file name; relative paths in the document begin in its
     *     folder if it is an absolute one
     */
    Reading parse(String origin, String text);

    /**
     * The same for a document whose messages do not name its folder.
     *
     * @param folder where relative paths in the document begin
     */
    Reading parse(String origin, Path folder, String text);

    /** The JSON Schema (2020-12) of the document, generated from the records it is bound to. */
    String schema();

    /**
     * What is different in a document from another. Order, comments, defaults written out and rules
     * that only move are no difference.
     *
     * @param before a document without errors, likewise {@code after}
     * @throws IllegalArgumentException if one of them cannot be read at all
     */
    List<Change> diff(String before, String after);

    /**
     * What was read.
     *
     * @param policy present exactly if there is no error
     * @param services those that could be read, also where there are errors elsewhere: what their
     *     proxies say of their settings can be told together with the rest
     * @param nat likewise
     * @param resolvers likewise
     * @param matchers likewise
     * @param authenticators likewise
     * @param errors all of them, {@code file:line:column: what, which bound, what mends it}, in the
     *     order of the document
     * @param warnings likewise
     */
    record Reading(
            Optional<Policy> policy,
            List<ServicePolicy> services,
            List<NatPolicy> nat,
            List<ResolverPolicy> resolvers,
            List<MatcherPolicy> matchers,
            List<AuthenticatorPolicy> authenticators,
            List<String> errors,
            List<String> warnings) {}
}
