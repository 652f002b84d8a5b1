package org.stockade.itests.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.util.Map;
import org.stockade.endpoint.SockAddr;
import org.stockade.session.Subnet;

/** Suites core-subnet-*. */
final class SubnetAnswers {
    private SubnetAnswers() {}

    static Map<String, Object> parse(JsonNode suite, JsonNode in) {
        String text = in.required("text").textValue();
        try {
            Subnet subnet = Subnet.parse(text);
            return Map.of("family", subnet.isIpv4() ? 4 : 6, "prefix", subnet.prefix());
        } catch (IllegalArgumentException refused) {
            return Map.of("error", true);
        }
    }

    static Map<String, Object> text(JsonNode suite, JsonNode in) {
        Subnet subnet = subnet(in, "subnet");
        return Map.of(
                "address", ip(subnet.address()),
                "network", ip(subnet.network()),
                "broadcast", ip(subnet.broadcast()),
                "netmask", ip(subnet.netmask()));
    }

    static Map<String, Object> contains(JsonNode suite, JsonNode in) {
        Subnet subnet = subnet(in, "subnet");
        String other = in.required("other").textValue();
        boolean contains =
                other.contains("/")
                        ? subnet.contains(Subnet.parse(other))
                        : subnet.contains(SockAddr.of(other, 0).address());
        return Map.of("contains", contains);
    }

    static Map<String, Object> map(JsonNode suite, JsonNode in) {
        Subnet from = subnet(in, "from");
        InetAddress address = SockAddr.of(in.required("address").textValue(), 0).address();
        // The host bits alone: those of the address behind network bits of zero.
        String zero = from.isIpv4() ? "0.0.0.0" : "::";
        InetAddress host = new Subnet(SockAddr.of(zero, 0).address(), from.prefix()).map(address);
        return Map.of("mapped", ip(subnet(in, "to").map(host)));
    }

    private static Subnet subnet(JsonNode in, String member) {
        return Subnet.parse(in.required(member).textValue());
    }

    private static String ip(InetAddress address) {
        return new SockAddr(address, 0).ip();
    }
}
