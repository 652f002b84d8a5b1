package org.stockade.policy.internal.signing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.Timestamp;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The certificates whose owners may sign, themselves or by what they have issued (RFC 5280 section
 * 6). There is no revocation: who is not trusted any more is taken off the list.
 */
record Trust(Set<X509Certificate> trusted) {
    private static final int LARGEST_FILE = 1 << 20;
    private static final int LONGEST_CHAIN = 10;
    private static final int KEY_CERT_SIGN = 5;
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    private static final String ANY_USAGE = "2.5.29.37.0";

    Trust {
        trusted = Set.copyOf(trusted);
    }

    /**
     * The certificates of a PEM file.
     *
     * @throws IOException if there is none; the message says why
     */
    static Set<X509Certificate> read(Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LARGEST_FILE + 1);
        } catch (java.nio.file.NoSuchFileException missing) {
            throw new IOException("does not exist", missing);
        } catch (java.nio.file.FileSystemException unreadable) {
            String why = unreadable.getReason();
            throw new IOException(
                    "cannot be read: " + (why == null ? "access denied" : why), unreadable);
        }
        if (content.length > LARGEST_FILE) {
            throw new IOException("is over " + LARGEST_FILE + " bytes");
        }
        Set<X509Certificate> found = new LinkedHashSet<>();
        try {
            for (Certificate one :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))) {
                found.add((X509Certificate) one);
            }
        } catch (CertificateException malformed) {
            throw new IOException("is no file of PEM certificates", malformed);
        }
        if (found.isEmpty()) {
            throw new IOException("has no certificate");
        }
        return found;
    }

    /** Why a signer is not trusted; empty if it is. */
    Optional<String> complaint(CodeSigner signer, Instant now) {
        return pathComplaint(signer.getSignerCertPath(), at(signer, now), CODE_SIGNING);
    }

    /**
     * When the signature counts as made: when a trusted authority says it was there, else now.
     * Anybody can make a time stamp; without trust in who did, an expired key that somebody found
     * would sign for ever.
     */
    private Instant at(CodeSigner signer, Instant now) {
        Timestamp stamp = signer.getTimestamp();
        if (stamp == null || stamp.getTimestamp().toInstant().isAfter(now)) {
            return now;
        }
        Instant made = stamp.getTimestamp().toInstant();
        boolean counts = pathComplaint(stamp.getSignerCertPath(), made, TIME_STAMPING).isEmpty();
        return counts ? made : now;
    }

    private Optional<String> pathComplaint(CertPath path, Instant at, String usage) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate one : path.getCertificates()) {
            chain.add((X509Certificate) one);
        }
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            return Optional.of("it has a chain of " + chain.size() + " certificates");
        }
        X509Certificate leaf = chain.getFirst();
        String who = "the signer " + leaf.getSubjectX500Principal().getName();
        if (!mayBeUsed(leaf, usage)) {
            return Optional.of(who + " has a certificate that is not for this use");
        }
        Date date = Date.from(at);
        int known = firstTrusted(chain);
        if (known == 0) {
            return validity(leaf, date).map(why -> who + " " + why);
        }
        return chainComplaint(
                        known < 0 ? chain : chain.subList(0, known),
                        known < 0 ? trusted : Set.of(chain.get(known)),
                        date)
                .map(why -> who + " " + why);
    }

    private int firstTrusted(List<X509Certificate> chain) {
        for (int i = 0; i < chain.size(); i++) {
            if (trusted.contains(chain.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> chainComplaint(
            List<X509Certificate> chain, Set<X509Certificate> roots, Date date) {
        for (X509Certificate one : chain) {
            // First, because the path validator says of an expired one only that it is no path.
            Optional<String> expired = validity(one, date);
            if (expired.isPresent()) {
                return expired;
            }
            if (!isWellSigned(one)) {
                return Optional.of(
                        "has a certificate signed with "
                                + one.getSigAlgName()
                                + ", which is weaker than SHA-256 or not known");
            }
        }
        Set<TrustAnchor> anchors =
                roots.stream()
                        .filter(Trust::mayIssue)
                        .filter(root -> validity(root, date).isEmpty())
                        .map(root -> new TrustAnchor(root, null))
                        .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            return Optional.of("is not among the trusted, nor issued by one that is valid");
        }
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(date);
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return Optional.empty();
        } catch (GeneralSecurityException notTrusted) {
            return Optional.of(
                    "is not among the trusted, nor issued by one: " + notTrusted.getMessage());
        }
    }

    private static boolean isWellSigned(X509Certificate certificate) {
        if (!Algorithms.isGoodSignatureId(certificate.getSigAlgOID())) {
            return false;
        }
        if (!certificate.getSigAlgOID().equals(Algorithms.RSASSA_PSS)) {
            return true;
        }
        try {
            // RFC 4055 section 3.1: without parameters its digest is SHA-1.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            String digest =
                    parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            return Algorithms.isGoodDigest(digest);
        } catch (GeneralSecurityException | IOException | RuntimeException malformed) {
            return false;
        }
    }

    private static Optional<String> validity(X509Certificate certificate, Date date) {
        if (date.after(certificate.getNotAfter())) {
            return Optional.of(
                    "has a certificate that expired at "
                            + certificate.getNotAfter().toInstant()
                            + ", and no trusted time stamp says it was signed before");
        }
        return date.before(certificate.getNotBefore())
                ? Optional.of(
                        "has a certificate that is not valid before "
                                + certificate.getNotBefore().toInstant())
                : Optional.empty();
    }

    /** A trusted certificate of a signer must not become an authority (RFC 5280 section 6.1.4). */
    private static boolean mayIssue(X509Certificate root) {
        boolean[] usage = root.getKeyUsage();
        return root.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }

    /** RFC 5280 section 4.2.1.12; a time stamp's must be for that alone, RFC 3161 section 2.3. */
    private static boolean mayBeUsed(X509Certificate leaf, String usage) {
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            if (usage.equals(TIME_STAMPING)) {
                return usages != null && usages.equals(List.of(TIME_STAMPING));
            }
            return usages == null || usages.contains(usage) || usages.contains(ANY_USAGE);
        } catch (CertificateException malformed) {
            return false;
        }
    }
}
