package org.stockade.auth.ldap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9525 section 6.3. */
class ServerIdentityTest {
    @ParameterizedTest
    @CsvSource({
        "ldap.example.com, ldap.example.com, true",
        "LDAP.example.com, ldap.EXAMPLE.com, true",
        "*.example.com, ldap.example.com, true",
        "*.example.com, a.ldap.example.com, false",
        "*.example.com, example.com, false",
        "*.com, example.com, false",
        "l*.example.com, ldap.example.com, false",
        "example.com, ldap.example.com, false",
        "*, localhost, false",
    })
    void wildcardShouldStandForOneWholeLabel(String pattern, String host, boolean matches) {
        assertThat(ServerIdentity.isName(List.of(2, pattern), host)).isEqualTo(matches);
        assertThat(ServerIdentity.isName(List.of(7, pattern), host)).isFalse();
    }
}
