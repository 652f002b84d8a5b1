package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.policy.ServicePolicy;

/** Checks the services; their settings stay nodes until proxy, router and chainer are there. */
final class ServiceCheck {
    private final String origin;
    private final Names zones;
    private final Problems errors;

    ServiceCheck(String origin, Names zones, Problems errors) {
        this.origin = origin;
        this.zones = zones;
        this.errors = errors;
    }

    List<ServicePolicy> services(Map<Name, At<DocumentShape.Service>> written) {
        List<ServicePolicy> services = new ArrayList<>();
        written.forEach((name, service) -> services.add(service(name.text(), service)));
        return services;
    }

    private ServicePolicy service(String name, At<DocumentShape.Service> written) {
        DocumentShape.Service service = written.value();
        Place place = written.place();
        String subject = "service " + Quoted.of(name);
        Optional<List<String>> toZones =
                service.toZones().map(named -> zones.check(named, subject, errors));
        return new ServicePolicy(
                name,
                service.proxy().text(),
                settings(
                        service.with().map(Raw::node).orElse(Choice.nothing(place)),
                        place,
                        subject),
                service.router().name(),
                settings(
                        service.router().with(),
                        place,
                        subject + ", router " + Quoted.of(service.router().name())),
                service.chainer().name(),
                settings(
                        service.chainer().with(),
                        place,
                        subject + ", chainer " + Quoted.of(service.chainer().name())),
                toZones,
                service.maxSessions(),
                service.timeLimits().map(DocumentShape.TimeLimits::byName).orElse(Map.of()));
    }

    private NodeSettings settings(Node node, Place service, String subject) {
        return new NodeSettings(origin, node, node.isAbsent() ? service : node.place(), subject);
    }
}
