package org.stockade.engine.internal.lookup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.stockade.endpoint.PortRange;
import org.stockade.policy.RulePolicy;
import org.stockade.policy.Schedule;
import org.stockade.session.Subnet;

/** Writes rules as a policy would: {@code rule(1).fromZones("office").toPorts("80")}. */
final class Rules {
    private final int id;
    private final List<String> listeners = new ArrayList<>();
    private final List<String> fromZones = new ArrayList<>();
    private final List<String> toZones = new ArrayList<>();
    private final List<Subnet> fromSubnets = new ArrayList<>();
    private final List<Subnet> toSubnets = new ArrayList<>();
    private final List<PortRange> fromPorts = new ArrayList<>();
    private final List<PortRange> toPorts = new ArrayList<>();
    private final List<String> fromInterfaces = new ArrayList<>();
    private final List<String> toInterfaces = new ArrayList<>();
    private final List<Integer> fromGroups = new ArrayList<>();
    private final List<Integer> toGroups = new ArrayList<>();
    private final List<Integer> protocols = new ArrayList<>();
    private final List<String> toHosts = new ArrayList<>();
    private final List<String> detect = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final List<Schedule> times = new ArrayList<>();

    private Rules(int id) {
        this.id = id;
    }

    static Rules rule(int id) {
        return new Rules(id);
    }

    Rules listeners(String... names) {
        Collections.addAll(listeners, names);
        return this;
    }

    Rules fromZones(String... names) {
        Collections.addAll(fromZones, names);
        return this;
    }

    Rules toZones(String... names) {
        Collections.addAll(toZones, names);
        return this;
    }

    Rules fromSubnets(String... texts) {
        for (String text : texts) {
            fromSubnets.add(Subnet.parse(text));
        }
        return this;
    }

    Rules toSubnets(String... texts) {
        for (String text : texts) {
            toSubnets.add(Subnet.parse(text));
        }
        return this;
    }

    Rules fromPorts(String... texts) {
        for (String text : texts) {
            fromPorts.add(PortRange.parse(text));
        }
        return this;
    }

    Rules toPorts(String... texts) {
        for (String text : texts) {
            toPorts.add(PortRange.parse(text));
        }
        return this;
    }

    Rules fromInterfaces(String... names) {
        Collections.addAll(fromInterfaces, names);
        return this;
    }

    Rules toInterfaces(String... names) {
        Collections.addAll(toInterfaces, names);
        return this;
    }

    Rules fromGroups(Integer... numbers) {
        Collections.addAll(fromGroups, numbers);
        return this;
    }

    Rules toGroups(Integer... numbers) {
        Collections.addAll(toGroups, numbers);
        return this;
    }

    Rules protocols(Integer... numbers) {
        Collections.addAll(protocols, numbers);
        return this;
    }

    Rules toHosts(String... names) {
        Collections.addAll(toHosts, names);
        return this;
    }

    Rules detect(String... names) {
        Collections.addAll(detect, names);
        return this;
    }

    Rules users(String... names) {
        Collections.addAll(users, names);
        return this;
    }

    Rules groups(String... names) {
        Collections.addAll(groups, names);
        return this;
    }

    Rules times(Schedule... some) {
        Collections.addAll(times, some);
        return this;
    }

    RulePolicy done() {
        return new RulePolicy(
                id,
                listeners,
                fromZones,
                toZones,
                fromSubnets,
                toSubnets,
                fromPorts,
                toPorts,
                fromInterfaces,
                toInterfaces,
                fromGroups,
                toGroups,
                protocols,
                toHosts,
                detect,
                users,
                groups,
                times,
                Optional.of("service-" + id),
                Optional.empty(),
                "test.yaml:" + id + ":1");
    }
}
