package org.stockade.engine.internal.nat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stockade.chain.Nat;
import org.stockade.chain.NatFactory;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Subnet;

/** The kinds of NAT policy by the name that the policy has for them, and their keys. */
public enum NatKind implements NatFactory {
    GENERAL("general") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            List<Row> rows = with.bind(General.class).mapping();
            wantSome("mapping", rows, with);
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                boolean alike =
                        row.source().map(each -> isAlike(each, row.mapped())).orElse(true)
                                && row.destination()
                                        .map(each -> isAlike(each, row.mapped()))
                                        .orElse(true);
                if (!alike) {
                    with.error(
                            "mapping." + i,
                            "source, destination and mapped are not of one family; use nat46 or"
                                    + " nat64 to change it");
                }
            }
            return new GeneralNat(
                    rows.stream()
                            .map(
                                    row ->
                                            new GeneralNat.Row(
                                                    row.source(), row.destination(), row.mapped()))
                            .toList());
        }
    },
    STATIC("static") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            String written = with.bind(Static.class).address();
            return new FixedNat(addresses("address", List.of(written), with), true);
        }
    },
    RANDOM("random") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            Random keys = with.bind(Random.class);
            wantSome("addresses", keys.addresses(), with);
            return new FixedNat(addresses("addresses", keys.addresses(), with), keys.cacheable());
        }
    },
    ONE_TO_ONE("one-to-one") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            OneToOne keys = with.bind(OneToOne.class);
            wantSome("mapping", keys.mapping(), with);
            List<OneToOneNat.Range> ranges = new ArrayList<>();
            for (int i = 0; i < keys.mapping().size(); i++) {
                Range range = keys.mapping().get(i);
                ranges.add(new OneToOneNat.Range(range.from(), range.to()));
                if (range.from().prefix() != range.to().prefix()
                        || !isAlike(range.from(), range.to())) {
                    with.error(
                            "mapping." + i,
                            range.from()
                                    + " and "
                                    + range.to()
                                    + " are not of one size; use the same family and prefix"
                                    + " length");
                }
            }
            return new OneToOneNat(ranges, keys.defaultReject());
        }
    },
    HASH("hash") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            Hash keys = with.bind(Hash.class);
            wantSome("ip-hash", keys.ipHash().keySet(), with);
            Map<InetAddress, InetAddress> table = new HashMap<>();
            keys.ipHash()
                    .forEach(
                            (from, to) ->
                                    literal("ip-hash." + from, from, with)
                                            .ifPresent(
                                                    key ->
                                                            literal("ip-hash." + from, to, with)
                                                                    .ifPresent(
                                                                            value ->
                                                                                    table.put(
                                                                                            key,
                                                                                            value))));
            return new HashNat(table, keys.defaultReject());
        }
    },
    NAT64("nat64") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            return new Nat64(embedding(with.bind(SixToFour.class).prefixMask(), with));
        }
    },
    NAT46("nat46") {
        @Override
        public Nat configure(Settings with) throws SettingsException {
            FourToSix keys = with.bind(FourToSix.class);
            Embedding embedding = embedding(keys.prefixMask(), with);
            InetAddress prefix = six("prefix", keys.prefix(), with);
            InetAddress suffix = six("suffix", keys.suffix(), with);
            if (!embedding.hasRoomFor(suffix)) {
                with.error(
                        "suffix",
                        keys.suffix()
                                + " does not fit behind prefix-mask "
                                + embedding.mask()
                                + ": its first "
                                + (128 - embedding.mask()) / 8
                                + " bytes, and those that hold the IPv4 address, must be zero");
            }
            return new Nat46(embedding, prefix, suffix);
        }
    };

    private final String key;

    NatKind(String key) {
        this.key = key;
    }

    /** Its name in the policy. */
    public String key() {
        return key;
    }

    /** The kind of this name. */
    public static Optional<NatKind> of(String key) {
        for (NatKind kind : values()) {
            if (kind.key.equals(key)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** One policy of this kind; every wrong setting is reported at its place. */
    public abstract Nat configure(Settings with) throws SettingsException;

    // Keys

    record Row(
            @Setting("Subnet of the client; absent: any.") Optional<Subnet> source,
            @Setting("Subnet of the server; absent: any.") Optional<Subnet> destination,
            @Setting("Subnet that the translated address lies in.") Subnet mapped) {}

    record General(
            @Setting(value = "Rows; the first that matches decides.", shorthand = true)
                    List<Row> mapping) {}

    record Static(
            @Setting(value = "The address, with a port if that is fixed too.", shorthand = true)
                    String address) {}

    record Random(
            @Setting(value = "The addresses to choose from.", shorthand = true)
                    List<String> addresses,
            @Setting(
                            value = "Whether the same two addresses always get the same one.",
                            def = "true")
                    boolean cacheable) {}

    record Range(
            @Setting("Addresses before.") Subnet from, @Setting("Addresses after.") Subnet to) {}

    record OneToOne(
            @Setting(value = "Pairs of subnets of one size.", shorthand = true) List<Range> mapping,
            @Setting(value = "Whether an address in none of them is refused.", def = "true")
                    boolean defaultReject) {}

    record Hash(
            @Setting("Address by address.") Map<String, String> ipHash,
            @Setting(value = "Whether an address that is not there is refused.", def = "true")
                    boolean defaultReject) {}

    record SixToFour(
            @Setting(value = "32, 40, 48, 56, 64 or 96.", def = "96", max = 128) int prefixMask) {}

    record FourToSix(
            @Setting(value = "The prefix.", def = "'64:ff9b::'") String prefix,
            @Setting(value = "32, 40, 48, 56, 64 or 96.", def = "96", max = 128) int prefixMask,
            @Setting(value = "What stands behind the IPv4 address.", def = "'::'") String suffix) {}

    private static void wantSome(String key, java.util.Collection<?> given, Settings with) {
        if (given.isEmpty()) {
            with.error(key, "there is nothing here; give at least one");
        }
    }

    private static boolean isAlike(Subnet one, Subnet other) {
        return one.isIpv4() == other.isIpv4();
    }

    private static List<SockAddr> addresses(String key, List<String> written, Settings with) {
        List<SockAddr> addresses = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String text = written.get(i);
            Optional<SockAddr> bare = SockAddr.literal(text).map(each -> new SockAddr(each, 0));
            try {
                addresses.add(bare.isPresent() ? bare.get() : SockAddr.parse(text));
            } catch (IllegalArgumentException wrong) {
                with.error(
                        written.size() == 1 ? key : key + "." + i,
                        "\""
                                + text
                                + "\" is no address; use 192.0.2.1, 192.0.2.1:80 or"
                                + " [2001:db8::1]:80");
            }
        }
        return addresses;
    }

    private static Optional<InetAddress> literal(String key, String text, Settings with) {
        Optional<InetAddress> address = SockAddr.literal(text);
        if (address.isEmpty()) {
            with.error(key, "\"" + text + "\" is no address; use 192.0.2.1 or 2001:db8::1");
        }
        return address;
    }

    private static Embedding embedding(int mask, Settings with) {
        try {
            return new Embedding(mask);
        } catch (IllegalArgumentException wrong) {
            with.error("prefix-mask", String.valueOf(wrong.getMessage()));
            return new Embedding(96);
        }
    }

    private static InetAddress six(String key, String text, Settings with) {
        Optional<InetAddress> address =
                SockAddr.literal(text).filter(Inet6Address.class::isInstance);
        if (address.isEmpty()) {
            with.error(key, "\"" + text + "\" is no IPv6 " + key + "; use 64:ff9b:: or ::");
        }
        return address.orElseGet(() -> SockAddr.of("::", 0).address());
    }
}
