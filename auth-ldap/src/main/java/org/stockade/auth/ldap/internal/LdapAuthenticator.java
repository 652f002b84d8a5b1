package org.stockade.auth.ldap.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stockade.auth.Answer;
import org.stockade.auth.Authenticator;
import org.stockade.auth.Credentials;
import org.stockade.auth.Identity;
import org.stockade.log.EventLog;

/**
 * Judges passwords by a directory, RFC 4511: searches the user, then binds as the entry that was
 * found. Filters are made of values and never of text, so that a name cannot change them.
 */
final class LdapAuthenticator implements Authenticator {
    /** What a wrong password, and an account that may not log in, are answered with. */
    private static final Set<ResultCode> WRONG =
            Set.of(
                    ResultCode.INVALID_CREDENTIALS,
                    ResultCode.NO_SUCH_OBJECT,
                    ResultCode.INAPPROPRIATE_AUTHENTICATION,
                    ResultCode.UNWILLING_TO_PERFORM,
                    ResultCode.CONSTRAINT_VIOLATION,
                    ResultCode.INSUFFICIENT_ACCESS_RIGHTS);

    private static final EventLog LOG = EventLog.of("auth-ldap");

    private final LdapSettings settings;
    private final Directory directory;

    LdapAuthenticator(LdapSettings settings, Directory directory) {
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    public Answer judge(Credentials offered, Duration limit) throws IOException {
        // A bind without a password is one without a user, and succeeds: RFC 4513 section 5.1.2.
        if (offered.secret().length == 0) {
            return new Answer.Rejected();
        }
        try {
            LDAPConnectionPool pool = directory.pool();
            Optional<SearchResultEntry> found = find(pool, offered.user());
            if (found.isEmpty()) {
                if (settings.fakeUser()) {
                    // Its answer means nothing: nobody was found.
                    bind(pool, nobody(offered.user()), offered);
                }
                return new Answer.Rejected();
            }
            if (!bind(pool, found.get().getDN(), offered)) {
                return new Answer.Rejected();
            }
            return new Answer.Accepted(identity(pool, found.get(), offered.user()));
        } catch (LDAPException failed) {
            throw new IOException(
                    "directory: " + failed.getResultCode() + ": " + failed.getMessage(), failed);
        }
    }

    private Optional<SearchResultEntry> find(LDAPConnectionPool pool, String user)
            throws LDAPException {
        Filter named = Filter.createEqualityFilter(settings.userAttribute(), user);
        Filter filter =
                settings.userFilter().isPresent()
                        ? Filter.createANDFilter(Filter.create(settings.userFilter().get()), named)
                        : named;
        List<SearchResultEntry> found = search(pool, settings.baseDn(), filter, 2, wanted());
        if (found.size() > 1) {
            LOG.warning(
                    "user-ambiguous",
                    null,
                    "nobody is accepted by this name",
                    "user",
                    user,
                    "attribute",
                    settings.userAttribute());
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private String[] wanted() {
        return new String[] {settings.userAttribute(), settings.groupAttribute()};
    }

    private List<SearchResultEntry> search(
            LDAPConnectionPool pool, String base, Filter filter, int most, String... attributes)
            throws LDAPException {
        SearchRequest request =
                new SearchRequest(
                        base,
                        SearchScope.SUB,
                        DereferencePolicy.NEVER,
                        most,
                        (int) Math.max(1, settings.responseTimeout().toSeconds()),
                        false,
                        filter,
                        attributes);
        request.setResponseTimeoutMillis(settings.responseTimeout().toMillis());
        try {
            return entries(pool.search(request).getSearchEntries());
        } catch (LDAPSearchException partly) {
            if (partly.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return entries(partly.getSearchEntries());
            }
            throw partly;
        }
    }

    private static List<SearchResultEntry> entries(@Nullable List<SearchResultEntry> found) {
        return found == null ? List.of() : found;
    }

    /** Whether the password is this entry's. The connection is the searcher's again afterwards. */
    private boolean bind(LDAPConnectionPool pool, String dn, Credentials offered)
            throws LDAPException {
        byte[] password = offered.utf8();
        try {
            SimpleBindRequest request = new SimpleBindRequest(dn, password);
            request.setResponseTimeoutMillis(settings.responseTimeout().toMillis());
            return pool.bindAndRevertAuthentication(request)
                    .getResultCode()
                    .equals(ResultCode.SUCCESS);
        } catch (LDAPException refused) {
            if (WRONG.contains(refused.getResultCode())) {
                return false;
            }
            throw refused;
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    /** Where a user of this name would be. */
    private String nobody(String user) throws LDAPException {
        return new DN(new RDN(settings.userAttribute(), user), new DN(settings.baseDn()))
                .toString();
    }

    /** By the name that the directory has, whose letters rules can rely on. */
    private Identity identity(LDAPConnectionPool pool, SearchResultEntry entry, String offered)
            throws LDAPException {
        @Nullable String name = entry.getAttributeValue(settings.userAttribute());
        String user =
                name == null || name.isBlank() || name.length() > Identity.LONGEST_NAME
                        ? offered
                        : name;
        List<String> groups =
                settings.groups().isPresent()
                        ? searched(pool, entry, settings.groups().get())
                        : listed(entry);
        if (groups.size() > Identity.MOST_GROUPS) {
            LOG.warning(
                    "groups-left-out",
                    null,
                    "a user has too many",
                    "user",
                    user,
                    "groups",
                    groups.size());
        }
        return new Identity(user, groups.stream().limit(Identity.MOST_GROUPS).toList());
    }

    private List<String> listed(SearchResultEntry entry) {
        String @Nullable [] values = entry.getAttributeValues(settings.groupAttribute());
        List<String> names = new ArrayList<>();
        for (String value : values == null ? new String[0] : values) {
            names.add(firstPart(value));
        }
        return names;
    }

    private static String firstPart(String value) {
        try {
            RDN first = new DN(value).getRDN();
            return first == null ? value : first.getAttributeValues()[0];
        } catch (LDAPException noDn) {
            return value;
        }
    }

    private List<String> searched(
            LDAPConnectionPool pool, SearchResultEntry entry, LdapSettings.Groups groups)
            throws LDAPException {
        List<String> names = new ArrayList<>();
        for (SearchResultEntry group :
                search(
                        pool,
                        groups.baseDn(),
                        Filter.createEqualityFilter(groups.memberAttribute(), entry.getDN()),
                        Identity.MOST_GROUPS,
                        groups.nameAttribute())) {
            @Nullable String name = group.getAttributeValue(groups.nameAttribute());
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public Map<String, String> lacking() {
        return directory.lacking();
    }

    @Override
    public void close() {
        directory.close();
    }
}
