package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.auth.Identity;
import org.stockade.policy.AuthenticationPolicy;
import org.stockade.policy.AuthenticationPolicy.Method;
import org.stockade.policy.AuthenticatorPolicy;
import org.stockade.policy.AuthorizationPolicy;
import org.stockade.policy.KnownAddress;
import org.stockade.session.Subnet;

/** Checks who clients are taken to be, who judges, and what services make of it. */
final class AuthenticationCheck {
    private final String origin;
    private final Names authenticators;
    private final Names services;
    private final boolean anyKnown;
    private final Problems errors;
    private final Unfinished unfinished;

    AuthenticationCheck(
            String origin,
            DocumentShape document,
            Names authenticators,
            Names services,
            Problems errors) {
        this.origin = origin;
        this.authenticators = authenticators;
        this.services = services;
        this.anyKnown = !document.knownAddresses().isEmpty();
        this.errors = errors;
        this.unfinished = new Unfinished(errors);
    }

    List<AuthenticatorPolicy> authenticators(Map<Name, Choice> written) {
        List<AuthenticatorPolicy> all = new ArrayList<>();
        written.forEach(
                (name, choice) ->
                        all.add(
                                new AuthenticatorPolicy(
                                        name.text(),
                                        choice.name(),
                                        new NodeSettings(
                                                origin,
                                                choice.with(),
                                                choice.with().place(),
                                                "authenticator " + Quoted.of(name.text())),
                                        choice.name()
                                                + " "
                                                + Json.compact(
                                                        DocumentValues.plain(choice.with())))));
        return all;
    }

    List<KnownAddress> known(List<At<AuthShape.KnownAddress>> written) {
        List<KnownAddress> known = new ArrayList<>();
        Map<Subnet, Place> taken = new HashMap<>();
        for (At<AuthShape.KnownAddress> entry : written) {
            List<At<Subnet>> subnets = entry.value().subnets();
            if (subnets.isEmpty()) {
                errors.add(entry.place(), "known-addresses: subnets is empty; name at least one");
            }
            Identity identity =
                    new Identity(
                            entry.value().user().text(),
                            texts(entry.value().groups(), entry.place()));
            for (At<Subnet> subnet : subnets) {
                Place first = taken.putIfAbsent(subnet.value(), subnet.place());
                if (first != null) {
                    errors.add(
                            subnet.place(),
                            "known-addresses: "
                                    + subnet.value()
                                    + " is there already at "
                                    + errors.at(first)
                                    + "; a subnet is one user's");
                }
                known.add(new KnownAddress(subnet.value(), identity));
            }
        }
        return known;
    }

    private List<String> texts(List<AccountName> names, Place at) {
        if (names.size() > Identity.MOST_GROUPS) {
            errors.add(
                    at,
                    "a list of " + names.size() + " names; use at most " + Identity.MOST_GROUPS);
            return List.of();
        }
        return names.stream().map(AccountName::text).distinct().toList();
    }

    Optional<AuthenticationPolicy> authentication(
            String service, Optional<At<AuthShape.Authentication>> written, String subject) {
        return written.map(each -> authentication(service, each, subject));
    }

    private AuthenticationPolicy authentication(
            String service, At<AuthShape.Authentication> written, String subject) {
        AuthShape.Authentication shape = written.value();
        Optional<String> authenticator =
                shape.authenticator()
                        .filter(each -> authenticators.check(each, subject, errors))
                        .map(At::value);
        Method method = shape.method().value();
        if (shape.authenticator().isEmpty() && method == Method.INBAND) {
            errors.add(
                    written.place(),
                    subject + ": authentication: method inband needs an authenticator; name one");
        } else if (shape.authenticator().isEmpty() && !anyKnown) {
            errors.add(
                    written.place(),
                    subject
                            + ": authentication: no authenticator, and no known-addresses: nobody"
                            + " could use it; name an authenticator");
        }
        Optional<AuthenticationPolicy.Cache> cache = shape.cache().map(AuthShape.Cache::policy);
        return new AuthenticationPolicy(
                authenticator,
                method,
                shape.realm().map(AccountName::text).orElse(service),
                shape.timeLimit(),
                method == Method.ADDRESSES
                        ? cache.or(() -> Optional.of(AuthenticationPolicy.Cache.DEFAULT))
                        : cache,
                shape.lockout()
                        .map(AuthShape.Lockout::policy)
                        .orElse(AuthenticationPolicy.Lockout.DEFAULT));
    }

    Optional<AuthorizationPolicy> authorization(
            Optional<At<AuthShape.Authorization>> written, boolean authenticates, String subject) {
        return written.map(each -> authorization(each, authenticates, subject));
    }

    private AuthorizationPolicy authorization(
            At<AuthShape.Authorization> written, boolean authenticates, String subject) {
        AuthShape.Authorization shape = written.value();
        String what = subject + ": authorization";
        notEmpty(written, shape.accessList(), "access-list", what);
        AuthorizationPolicy made =
                new AuthorizationPolicy(
                        condition(
                                written,
                                new AuthShape.Condition(
                                        shape.permitUser(),
                                        shape.permitGroup(),
                                        shape.permitTime(),
                                        shape.addressList()),
                                what),
                        shape.accessList().stream().map(entry -> entry(entry, what)).toList(),
                        shape.nEyes().map(each -> nEyes(each, what)),
                        shape.pair().map(AuthShape.Wait::policy));
        if (written.node() instanceof Node.Mapping mapping && mapping.entries().isEmpty()
                || written.node() instanceof Node.Scalar) {
            errors.add(written.place(), what + " says nothing; name who is let in, or remove it");
        }
        if (made.needsUser() && !authenticates) {
            errors.add(
                    written.place(),
                    what
                            + " asks for users, and nobody authenticates them; add authentication to"
                            + " the service");
        }
        return made;
    }

    private AuthorizationPolicy.Entry entry(At<AuthShape.Entry> written, String what) {
        AuthShape.Entry entry = written.value();
        if (entry.required().isPresent() == entry.sufficient().isPresent()) {
            errors.add(
                    written.place(),
                    what + ": access-list: use one of \"required\" and \"sufficient\" in an entry");
        }
        At<AuthShape.Condition> named =
                entry.required()
                        .or(entry::sufficient)
                        .orElseGet(
                                () ->
                                        new At<>(
                                                new AuthShape.Condition(
                                                        List.of(), List.of(), List.of(), List.of()),
                                                written.place(),
                                                written.node()));
        AuthorizationPolicy.Condition condition = condition(named, named.value(), what);
        if (named.node() instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
            errors.add(
                    named.place(),
                    what + ": access-list: an entry asks nothing; name who it is about");
        }
        return new AuthorizationPolicy.Entry(entry.sufficient().isPresent(), condition);
    }

    private AuthorizationPolicy.Condition condition(
            At<?> written, AuthShape.Condition shape, String what) {
        notEmpty(written, shape.permitUser(), "permit-user", what);
        notEmpty(written, shape.permitGroup(), "permit-group", what);
        notEmpty(written, shape.permitTime(), "permit-time", what);
        notEmpty(written, shape.addressList(), "address-list", what);
        shape.permitTime().forEach(time -> unfinished.days(time, what));
        return new AuthorizationPolicy.Condition(
                texts(shape.permitUser(), written.place()),
                texts(shape.permitGroup(), written.place()),
                shape.permitTime().stream().map(each -> each.value().schedule()).toList(),
                shape.addressList());
    }

    /** An empty list would ask nothing, where its author meant that nobody is let in. */
    private void notEmpty(At<?> written, List<?> list, String key, String what) {
        if (list.isEmpty() && written.has(key)) {
            errors.add(
                    written.place(),
                    what + ": " + key + " is empty; name at least one, or remove the key");
        }
    }

    private AuthorizationPolicy.NEyes nEyes(At<AuthShape.NEyes> written, String what) {
        AuthShape.NEyes shape = written.value();
        if (shape.authorizes().isEmpty() && shape.wait_().isEmpty()) {
            errors.add(
                    written.place(),
                    what + ": n-eyes says neither \"authorizes\" nor \"wait\"; use one or both");
        }
        shape.authorizes().ifPresent(name -> services.checkDefined(name, what, errors));
        return new AuthorizationPolicy.NEyes(
                shape.authorizes().map(At::value), shape.wait_().map(AuthShape.Wait::policy));
    }
}
