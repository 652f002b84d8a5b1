package org.stockade.policy.internal.signing;

import java.util.Locale;
import java.util.Set;

/** The algorithms a signature may be made with: what is not named here is refused. */
final class Algorithms {
    /** Names as the JDK and JAR manifests have them. */
    private static final Set<String> DIGESTS =
            Set.of(
                    "SHA-256",
                    "SHA-384",
                    "SHA-512",
                    "SHA-512/256",
                    "SHA3-256",
                    "SHA3-384",
                    "SHA3-512");

    /** NIST's hash algorithms: SHA-2 of 256 bits and more, SHA-3 likewise, SHAKE256. */
    private static final Set<String> DIGEST_IDS =
            Set.of(
                    "2.16.840.1.101.3.4.2.1",
                    "2.16.840.1.101.3.4.2.2",
                    "2.16.840.1.101.3.4.2.3",
                    "2.16.840.1.101.3.4.2.6",
                    "2.16.840.1.101.3.4.2.8",
                    "2.16.840.1.101.3.4.2.9",
                    "2.16.840.1.101.3.4.2.10",
                    "2.16.840.1.101.3.4.2.12",
                    "2.16.840.1.101.3.4.2.18");

    static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    /** Where the digest is named beside it: RSA, RSASSA-PSS, an EC key, DSA. */
    private static final Set<String> KEY_IDS =
            Set.of("1.2.840.113549.1.1.1", RSASSA_PSS, "1.2.840.10045.2.1", "1.2.840.10040.4.1");

    /** RSA and ECDSA with SHA-256, 384 and 512; Ed25519 and Ed448. */
    private static final Set<String> SIGNATURE_IDS =
            Set.of(
                    RSASSA_PSS,
                    "1.2.840.113549.1.1.11",
                    "1.2.840.113549.1.1.12",
                    "1.2.840.113549.1.1.13",
                    "1.2.840.10045.4.3.2",
                    "1.2.840.10045.4.3.3",
                    "1.2.840.10045.4.3.4",
                    "1.3.101.112",
                    "1.3.101.113");

    /** DSA with SHA-2, then DSA, ECDSA and RSA with SHA-3, then ML-DSA: an arc of NIST's. */
    private static final String NIST_SIGNATURES = "2.16.840.1.101.3.4.3.";

    /** The last of these that is weaker: DSA with SHA-224. */
    private static final String DSA_SHA224 = NIST_SIGNATURES + "1";

    private Algorithms() {}

    static boolean isGoodDigest(String name) {
        return DIGESTS.contains(name.toUpperCase(Locale.ROOT));
    }

    static boolean isGoodDigestId(String objectId) {
        return DIGEST_IDS.contains(objectId);
    }

    /** Of a certificate, whose algorithm names its digest, except RSASSA-PSS in its parameters. */
    static boolean isGoodSignatureId(String objectId) {
        return SIGNATURE_IDS.contains(objectId)
                || (objectId.startsWith(NIST_SIGNATURES) && !objectId.equals(DSA_SHA224));
    }

    /** Of a signature block, which names the digest apart as well. */
    static boolean isGoodBlockSignatureId(String objectId) {
        return KEY_IDS.contains(objectId) || isGoodSignatureId(objectId);
    }
}
