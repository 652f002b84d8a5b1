package org.stockade.auth.ldap.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.stockade.auth.Authenticator;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** Makes authenticators of the kind {@code ldap}. */
@Component(property = "authenticator.name=ldap")
public final class LdapAuthenticatorFactory implements AuthenticatorFactory {
    private static final int MOST_SERVERS = 8;
    private static final String ATTRIBUTE = "[A-Za-z][A-Za-z0-9-]{0,63}";

    @Override
    public Authenticator configure(Settings with) throws SettingsException {
        LdapSettings settings = with.bind(LdapSettings.class);
        List<Server> servers = new ArrayList<>();
        for (String text : settings.servers()) {
            try {
                servers.add(Server.parse(text, settings.security()));
            } catch (IllegalArgumentException wrong) {
                with.error("servers", String.valueOf(wrong.getMessage()));
            }
        }
        if (settings.servers().isEmpty() || settings.servers().size() > MOST_SERVERS) {
            with.error(
                    "servers",
                    "servers has "
                            + settings.servers().size()
                            + " entries; use 1 to "
                            + MOST_SERVERS);
        }
        dn(with, "base-dn", settings.baseDn());
        settings.bindDn().ifPresent(text -> dn(with, "bind-dn", text));
        settings.groups().ifPresent(groups -> dn(with, "groups.base-dn", groups.baseDn()));
        attribute(with, "user-attribute", settings.userAttribute());
        attribute(with, "group-attribute", settings.groupAttribute());
        settings.groups()
                .ifPresent(
                        groups -> {
                            attribute(with, "groups.member-attribute", groups.memberAttribute());
                            attribute(with, "groups.name-attribute", groups.nameAttribute());
                        });
        settings.userFilter().ifPresent(text -> filter(with, text));
        if (settings.bindDn().isPresent() != settings.bindPasswordFile().isPresent()) {
            with.error(
                    settings.bindDn().isPresent() ? "bind-dn" : "bind-password-file",
                    "bind-dn and bind-password-file belong together; name both, or none to search"
                            + " anonymously");
        }
        return new LdapAuthenticator(settings, new Directory(settings, servers));
    }

    private static void dn(Settings with, String key, String text) {
        try {
            if (!new DN(text).isNullDN()) {
                return;
            }
        } catch (LDAPException malformed) {
            // Told below.
        }
        with.error(key, key + " \"" + text + "\" is no DN; use one such as dc=example,dc=com");
    }

    private static void filter(Settings with, String text) {
        try {
            Filter.create(text);
        } catch (LDAPException malformed) {
            with.error(
                    "user-filter",
                    "user-filter \""
                            + text
                            + "\" is no filter; use one such as (objectClass=person)");
        }
    }

    private static void attribute(Settings with, String key, String text) {
        if (!text.matches(ATTRIBUTE)) {
            with.error(key, key + " \"" + text + "\" is no name of an attribute; use one as uid");
        }
    }
}
