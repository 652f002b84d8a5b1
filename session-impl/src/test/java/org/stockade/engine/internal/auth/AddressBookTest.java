package org.stockade.engine.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.auth.Identity;
import org.stockade.endpoint.SockAddr;
import org.stockade.policy.KnownAddress;
import org.stockade.session.Subnet;

/** The most specific subnet says who is there. */
class AddressBookTest {
    private static KnownAddress known(String subnet, String user) {
        return new KnownAddress(Subnet.parse(subnet), new Identity(user, List.of()));
    }

    private final AddressBook book =
            new AddressBook(
                    List.of(
                            known("10.0.0.0/8", "branch"),
                            known("10.1.2.3/32", "ada"),
                            known("10.1.0.9/16", "floor"),
                            known("2001:db8::/32", "six")));

    private Optional<String> at(String address) {
        return book.at(SockAddr.literal(address).orElseThrow()).map(Identity::user);
    }

    @Test
    void longestPrefixShouldDecide() {
        assertThat(at("10.1.2.3")).contains("ada");
        assertThat(at("10.1.2.4")).contains("floor");
        assertThat(at("10.2.0.1")).contains("branch");
        assertThat(at("2001:db8::1")).contains("six");
    }

    @Test
    void otherAddressesShouldBeNobodys() {
        assertThat(at("192.0.2.1")).isEmpty();
        assertThat(at("::ffff:0:1")).isEmpty();
        assertThat(new AddressBook(List.of()).at(SockAddr.literal("10.0.0.1").orElseThrow()))
                .isEmpty();
    }
}
