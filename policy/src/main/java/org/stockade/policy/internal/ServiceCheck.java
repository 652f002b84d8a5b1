package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stockade.policy.Admission;
import org.stockade.policy.ServicePolicy;

/** Checks the services; their settings stay nodes until proxy, router and chainer are there. */
final class ServiceCheck {
    private final String origin;
    private final Names zones;
    private final Names nat;
    private final Names resolvers;
    private final AuthenticationCheck authentication;
    private final Problems errors;

    ServiceCheck(
            String origin,
            Names zones,
            Names nat,
            Names resolvers,
            AuthenticationCheck authentication,
            Problems errors) {
        this.authentication = authentication;
        this.origin = origin;
        this.zones = zones;
        this.nat = nat;
        this.resolvers = resolvers;
        this.errors = errors;
    }

    List<ServicePolicy> services(Map<Name, At<DocumentShape.Service>> written) {
        List<ServicePolicy> services = new ArrayList<>();
        written.forEach((name, service) -> services.add(service(name.text(), service)));
        return services;
    }

    private ServicePolicy service(String name, At<DocumentShape.Service> written) {
        DocumentShape.Service service = written.value();
        String subject = "service " + Quoted.of(name);
        new Unfinished(errors).values(written, subject, Set.of("proxy", "with"));
        Optional<List<String>> toZones =
                service.toZones().map(named -> zones.check(named, subject, errors));
        Node with = service.with().map(Raw::node).orElse(Choice.nothing(written.place()));
        return new ServicePolicy(
                name,
                service.proxy().text(),
                new NodeSettings(origin, with, with.place(), subject),
                service.router().name(),
                settings("router", service.router(), subject),
                service.chainer().name(),
                settings("chainer", service.chainer(), subject),
                named(nat, service.snat(), subject),
                named(nat, service.dnat(), subject),
                named(resolvers, service.resolver(), subject),
                authentication.authentication(name, service.authentication(), subject),
                authentication.authorization(
                        service.authorization(), written.has("authentication"), subject),
                toZones,
                service.maxSessions(),
                admission(service, subject),
                service.timeLimits().map(DocumentShape.TimeLimits::byName).orElse(Map.of()));
    }

    private Optional<String> named(Names names, Optional<At<String>> written, String subject) {
        return written.filter(each -> names.check(each, subject, errors)).map(At::value);
    }

    private Admission admission(DocumentShape.Service service, String subject) {
        service.maintenance()
                .filter(
                        text ->
                                text.value().isBlank()
                                        || text.value().length() > Admission.LONGEST_MAINTENANCE)
                .ifPresent(
                        text ->
                                errors.add(
                                        text.place(),
                                        subject
                                                + ": maintenance has "
                                                + text.value().strip().length()
                                                + " characters; use 1 to "
                                                + Admission.LONGEST_MAINTENANCE
                                                + ", or remove the key to open the service"));
        return new Admission(
                service.sessionRate().map(DocumentShape.SessionRate::rate),
                service.maxSessionsPerSource(),
                service.maintenance().map(At::value));
    }

    private NodeSettings settings(String kind, Choice choice, String service) {
        return new NodeSettings(
                origin,
                choice.with(),
                choice.with().place(),
                service + ", " + kind + " " + Quoted.of(choice.name()));
    }
}
