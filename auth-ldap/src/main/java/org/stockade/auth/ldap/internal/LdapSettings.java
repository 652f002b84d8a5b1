package org.stockade.auth.ldap.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stockade.proxy.Setting;

/** The settings of an authenticator {@code ldap}. */
record LdapSettings(
        @Setting(
                        "Servers in their order, ldap.example.com or ldap.example.com:636; port absent:"
                                + " 636 with ldaps, else 389.")
                List<String> servers,
        @Setting(
                        value =
                                "ldaps: TLS from the beginning; starttls: TLS before anything else is"
                                        + " said; none: passwords in the clear.",
                        def = "ldaps")
                Security security,
        @Setting("PEM file of certificates that servers may be signed by; absent: the JVM's.")
                Optional<String> trusted,
        @Setting("Who searches; absent: anonymous.") Optional<String> bindDn,
        @Setting("File whose first line is the password of bind-dn; read when it connects.")
                Optional<String> bindPasswordFile,
        @Setting("Where users are searched, with all that is below.") String baseDn,
        @Setting(value = "The attribute that is a user's name.", def = "uid") String userAttribute,
        @Setting("A further filter that users must meet, (objectClass=person).")
                Optional<String> userFilter,
        @Setting(
                        value =
                                "The attribute of a user that names groups; of one that is a DN the first"
                                        + " part counts.",
                        def = "memberOf")
                String groupAttribute,
        @Setting("Searches groups that have the user as member, in place of group-attribute.")
                Optional<Groups> groups,
        @Setting(
                        value =
                                "Whether a user who is not there costs as much as one with a wrong"
                                        + " password.",
                        def = "true")
                boolean fakeUser,
        @Setting(value = "Opening a connection.", def = "5s", min = 1, max = 60_000)
                Duration connectTimeout,
        @Setting(value = "One answer of a server.", def = "5s", min = 1, max = 60_000)
                Duration responseTimeout,
        @Setting(value = "Connections at once.", def = "4", min = 1, max = 64) int connections) {
    /** How the connection is protected. */
    enum Security {
        LDAPS,
        STARTTLS,
        NONE
    }

    /** How groups are found by searching them. */
    record Groups(
            @Setting("Where groups are searched, with all that is below.") String baseDn,
            @Setting(value = "The attribute that has the DN of a member.", def = "member")
                    String memberAttribute,
            @Setting(value = "The attribute that is a group's name.", def = "cn")
                    String nameAttribute) {}
}
