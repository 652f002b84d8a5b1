package org.stockade.auth.ldap.internal;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.stockade.auth.ldap.internal.LdapSettings.Security;

/** Connections to the directory, opened when one is first wanted. */
final class Directory implements AutoCloseable {
    private final LdapSettings settings;
    private final List<Server> servers;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LDAPConnectionPool pool;
    private boolean closed;

    Directory(LdapSettings settings, List<Server> servers) {
        this.settings = settings;
        this.servers = List.copyOf(servers);
    }

    /**
     * The pool.
     *
     * @throws IOException if its files cannot be read; the message is for the log
     * @throws LDAPException if it cannot be made
     */
    LDAPConnectionPool pool() throws IOException, LDAPException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("it is not in force any more");
            }
            LDAPConnectionPool known = pool;
            if (known == null) {
                known = open();
                pool = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private LDAPConnectionPool open() throws IOException, LDAPException {
        String[] hosts = servers.stream().map(Server::host).toArray(String[]::new);
        int[] ports = servers.stream().mapToInt(Server::port).toArray();
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) settings.connectTimeout().toMillis());
        options.setResponseTimeoutMillis(settings.responseTimeout().toMillis());
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(true);
        options.setSSLSocketVerifier(new ServerIdentity());
        boolean tls = settings.security() != Security.NONE;
        SSLContext context = tls ? context() : null;
        FailoverServerSet set =
                settings.security() == Security.LDAPS && context != null
                        ? new FailoverServerSet(hosts, ports, context.getSocketFactory(), options)
                        : new FailoverServerSet(hosts, ports, options);
        return new LDAPConnectionPool(
                set,
                searcher(),
                0,
                settings.connections(),
                settings.security() == Security.STARTTLS && context != null
                        ? new StartTLSPostConnectProcessor(context)
                        : null);
    }

    /** The files without which no connection is opened, by their keys. */
    Map<String, String> lacking() {
        Map<String, String> found = new HashMap<>();
        settings.trusted()
                .filter(name -> settings.security() != Security.NONE)
                .flatMap(Directory::unreadable)
                .ifPresent(why -> found.put("trusted", why));
        settings.bindPasswordFile()
                .flatMap(Directory::unreadable)
                .ifPresent(why -> found.put("bind-password-file", why));
        return found;
    }

    private static Optional<String> unreadable(String name) {
        String why;
        try {
            Path file = Path.of(name);
            // Opening a pipe would wait for who writes it.
            if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
                return Optional.empty();
            }
            try (InputStream opened = Files.newInputStream(file)) {
                opened.read();
                return Optional.empty();
            }
        } catch (NoSuchFileException gone) {
            why = "there is no such file";
        } catch (AccessDeniedException closed) {
            why = "this user may not read it";
        } catch (IOException | InvalidPathException wrong) {
            why = String.valueOf(wrong.getMessage());
        }
        return Optional.of(
                "file "
                        + name
                        + ": "
                        + why
                        + ", so nobody is accepted; put a file there that this user may read, or"
                        + " name another");
    }

    private SSLContext context() throws IOException {
        try {
            X509TrustManager trust =
                    settings.trusted().isPresent()
                            ? new PEMFileTrustManager(new File(settings.trusted().get()))
                            : JVMDefaultTrustManager.getInstance();
            return new SSLUtil(trust).createSSLContext();
        } catch (GeneralSecurityException unusable) {
            throw new IOException("its TLS cannot be made: " + unusable.getMessage(), unusable);
        }
    }

    /** Whoever searches; the empty DN is anonymous. */
    private BindRequest searcher() throws IOException {
        if (settings.bindDn().isEmpty() || settings.bindPasswordFile().isEmpty()) {
            return new SimpleBindRequest();
        }
        Path file = Path.of(settings.bindPasswordFile().get());
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        // An empty one would be an anonymous bind that looks like a right one, RFC 4513 5.1.2.
        if (lines.isEmpty() || lines.getFirst().isEmpty()) {
            throw new IOException("file " + file + " has no password in its first line");
        }
        return new SimpleBindRequest(settings.bindDn().get(), lines.getFirst());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (pool != null) {
                pool.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
