package org.stockade.auth.ldap.internal;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.stockade.endpoint.SockAddr;

/**
 * Whether a certificate is that of the server the policy names, by its subject alternative names
 * alone, RFC 9525 section 6. The SDK's own check resolves names, and so believes the DNS.
 */
final class ServerIdentity extends SSLSocketVerifier {
    /** {@code dNSName} and {@code iPAddress} of RFC 5280 section 4.2.1.6. */
    private static final int NAME = 2;

    private static final int ADDRESS = 7;

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        Optional<InetAddress> address = SockAddr.literal(host);
        boolean right =
                names(socket).stream()
                        .anyMatch(
                                name ->
                                        address.isPresent()
                                                ? isAddress(name, address.get())
                                                : isName(name, host));
        if (!right) {
            throw new LDAPException(
                    ResultCode.CONNECT_ERROR,
                    "the certificate of the server is not of "
                            + host
                            + "; name the server as its certificate does in subjectAltName");
        }
    }

    private static Collection<List<?>> names(SSLSocket socket) {
        try {
            Certificate[] chain = socket.getSession().getPeerCertificates();
            @Nullable Collection<List<?>> names =
                    chain.length > 0 && chain[0] instanceof X509Certificate certificate
                            ? certificate.getSubjectAlternativeNames()
                            : null;
            return names == null ? List.of() : names;
        } catch (SSLPeerUnverifiedException | CertificateParsingException unusable) {
            return List.of();
        }
    }

    private static boolean isAddress(List<?> name, InetAddress wanted) {
        return name.get(0).equals(ADDRESS)
                && SockAddr.literal(String.valueOf(name.get(1))).filter(wanted::equals).isPresent();
    }

    /** A wildcard stands for one whole label, the first. */
    static boolean isName(List<?> name, String host) {
        if (!name.get(0).equals(NAME)) {
            return false;
        }
        String pattern = String.valueOf(name.get(1)).toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return pattern.equals(wanted)
                || pattern.startsWith("*.")
                        && dot > 0
                        && wanted.indexOf('.', dot + 1) > 0
                        && pattern.substring(1).equals(wanted.substring(dot));
    }
}
