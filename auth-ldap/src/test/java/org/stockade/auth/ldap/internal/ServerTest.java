package org.stockade.auth.ldap.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stockade.auth.ldap.internal.LdapSettings.Security;

/** Where a directory is, as a policy writes it. */
class ServerTest {
    @Test
    void portShouldFollowFromTheSecurity() {
        assertThat(Server.parse("ldap.example.com", Security.LDAPS))
                .isEqualTo(new Server("ldap.example.com", 636));
        assertThat(Server.parse("192.0.2.1", Security.STARTTLS))
                .isEqualTo(new Server("192.0.2.1", 389));
        assertThat(Server.parse("192.0.2.1:10389", Security.LDAPS))
                .isEqualTo(new Server("192.0.2.1", 10389));
        assertThat(Server.parse("[2001:db8::1]:636", Security.LDAPS))
                .isEqualTo(new Server("2001:db8::1", 636));
        assertThat(Server.parse("2001:db8::1", Security.LDAPS))
                .isEqualTo(new Server("2001:db8::1", 636));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":389", "a b", "host:0", "host:70000", "host:x", "ldap://host"})
    void whatIsNoServerShouldBeRefused(String text) {
        assertThatThrownBy(() -> Server.parse(text, Security.LDAPS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no host with a port");
    }
}
