package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stockade.endpoint.TransportProtocol;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;
import org.stockade.policy.ListenerPolicy.Transparency;
import org.stockade.policy.Policy.TransportChoice;

/** Checks the listeners, each by itself and against the others. */
final class ListenerCheck {
    private final TransportChoice transport;
    private final Problems errors;
    private final Map<Bind, Owner> owners = new HashMap<>();

    private record Owner(String listener, Place place) {}

    ListenerCheck(TransportChoice transport, Problems errors) {
        this.transport = transport;
        this.errors = errors;
    }

    List<ListenerPolicy> listeners(Map<Name, At<DocumentShape.Listener>> written) {
        List<ListenerPolicy> listeners = new ArrayList<>();
        written.forEach((name, listener) -> listeners.add(listener(name.text(), listener)));
        return listeners;
    }

    private ListenerPolicy listener(String name, At<DocumentShape.Listener> written) {
        DocumentShape.Listener listener = written.value();
        String subject = "listener " + Quoted.of(name);
        new Unfinished(errors).values(written, subject, Set.of("bind"));
        if (listener.bind().node() instanceof Node.Sequence list && list.items().isEmpty()) {
            errors.add(
                    listener.bind().place(),
                    subject + ": bind is empty; name at least one address");
        }
        listener.bind().value().forEach(address -> checkAddress(name, address));
        listener.bind().value().stream()
                .filter(bind -> bind.value().protocol() == TransportProtocol.UDP)
                .forEach(bind -> checkDatagrams(listener, subject, bind));
        if (listener.proxyProtocol().value()) {
            errors.add(
                    listener.proxyProtocol().place(),
                    subject + ": this version does not support proxy-protocol yet; use false");
        }
        Transparency transparent = listener.transparent().value();
        if (transparent != Transparency.FALSE && transport == TransportChoice.PORTABLE) {
            errors.add(
                    listener.transparent().place(),
                    subject
                            + ": transparent "
                            + Shape.kebab(transparent.name())
                            + " needs the loops transport; remove transport: portable, or use"
                            + " false");
        }
        return new ListenerPolicy(
                name,
                listener.bind().value().stream().map(At::value).toList(),
                listener.maxConnections(),
                listener.maxConnectionsPerSource(),
                listener.proxyProtocol().value(),
                transparent,
                errors.at(listener.transparent().place()));
    }

    /** The system does not tell which of our addresses a datagram came to. */
    private void checkDatagrams(DocumentShape.Listener listener, String subject, At<Bind> bind) {
        if (bind.value().address().address().isAnyLocalAddress()) {
            errors.add(
                    bind.place(),
                    subject
                            + ": "
                            + bind.value()
                            + " is no single address, and datagrams are answered from the one they"
                            + " came to; name each address");
        }
        if (listener.transparent().value() != Transparency.FALSE) {
            errors.add(
                    bind.place(),
                    subject
                            + ": "
                            + bind.value()
                            + " cannot be transparent; use false, or a listener of its own");
        }
    }

    private void checkAddress(String listener, At<Bind> address) {
        if (address.value().address().port() == 0) {
            return;
        }
        Owner first = owners.putIfAbsent(address.value(), new Owner(listener, address.place()));
        if (first != null) {
            errors.add(
                    address.place(),
                    "listener "
                            + Quoted.of(listener)
                            + ": "
                            + address.value()
                            + " is bound already, by "
                            + (first.listener().equals(listener)
                                    ? "the same listener"
                                    : "listener " + Quoted.of(first.listener()))
                            + " at "
                            + errors.at(first.place())
                            + "; use another address or port");
        }
    }
}
