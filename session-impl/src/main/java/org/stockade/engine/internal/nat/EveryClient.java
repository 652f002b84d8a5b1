package org.stockade.engine.internal.nat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.chain.Nat;
import org.stockade.endpoint.ConnectFailedException;
import org.stockade.endpoint.SockAddr;
import org.stockade.engine.internal.nat.Translation.Addresses;

/**
 * What a translation does to all clients alike: it is asked for one of IPv4 and one of IPv6, where
 * the families of what comes out depend on nothing else of a client.
 */
public record EveryClient(Translation translation) {
    /** Of networks for documentation: RFC 5737, RFC 3849. */
    private static final List<SockAddr> CLIENTS =
            List.of(SockAddr.of("192.0.2.1", 0), SockAddr.of("2001:db8::1", 0));

    /**
     * Why no client reaches a server.
     *
     * @param before the addresses before translation, by the client's
     * @return empty: some client may
     */
    public Optional<String> refusal(Function<SockAddr, Addresses> before) {
        Optional<Nat> snat = translation.snat().flatMap(EveryClient::ofSource);
        Optional<Nat> dnat = translation.dnat().flatMap(EveryClient::ofTarget);
        if (snat.isPresent() != translation.snat().isPresent()
                || dnat.isPresent() != translation.dnat().isPresent()) {
            return Optional.empty();
        }
        Translation alike = new Translation(snat, dnat);
        List<Told> told = new ArrayList<>();
        for (SockAddr client : CLIENTS) {
            try {
                alike.of(Optional.of(client), before.apply(client));
                return Optional.empty();
            } catch (ConnectFailedException families) {
                told.addFirst(new Told(client, String.valueOf(families.getMessage())));
            } catch (IOException refused) {
                told.addLast(new Told(client, String.valueOf(refused.getMessage())));
            }
        }
        Told first = told.getFirst();
        return Optional.of(
                told.stream().allMatch(each -> each.why().equals(first.why()))
                        ? first.why()
                        : "for client " + first.client().ip() + ": " + first.why());
    }

    private record Told(SockAddr client, String why) {}

    /** One that gives each client an address of the family that it really gets, if that is one. */
    private static Optional<Nat> ofSource(Nat nat) {
        return switch (nat) {
            case FixedNat fixed -> fixed.ofOneFamily();
            case Nat46 embedding -> Optional.of(embedding);
            case Nat64 extracting -> Optional.of(extracting);
            default -> Optional.empty();
        };
    }

    /** Likewise for a target, which is known: of these what comes out depends on it alone. */
    private static Optional<Nat> ofTarget(Nat nat) {
        return switch (nat) {
            case HashNat table -> Optional.of(table);
            case OneToOneNat ranges -> Optional.of(ranges);
            // Its rows may name clients, but none changes the family.
            case GeneralNat rows -> Optional.of(rows);
            default -> ofSource(nat);
        };
    }
}
