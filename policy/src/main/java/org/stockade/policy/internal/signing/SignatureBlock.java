package org.stockade.policy.internal.signing;

import java.nio.ByteBuffer;

/**
 * Looks at the algorithms of a signature block, RFC 5652 section 5. The JDK verifies the signature
 * itself, but tells nobody what it was made with, and its own list of weak algorithms can be
 * changed by whoever installs the JDK.
 */
final class SignatureBlock {
    private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";

    private SignatureBlock() {}

    /**
     * Checks every signer of a block.
     *
     * @throws NotSignedException if one of them used a digest weaker than SHA-256, or an algorithm
     *     that is not known
     */
    static void check(String name, byte[] block) throws NotSignedException {
        Der content = new Der(ByteBuffer.wrap(block)).next(Der.SEQUENCE);
        String type = content.objectId();
        if (!type.equals(SIGNED_DATA)) {
            throw new NotSignedException(name + " holds no signed data but " + type);
        }
        Der data = content.next(Der.CONTEXT_0).next(Der.SEQUENCE);
        data.next(Der.INTEGER);
        data.next(Der.SET);
        data.next(Der.SEQUENCE);
        for (int optional : new int[] {Der.CONTEXT_0, Der.CONTEXT_1}) {
            if (data.isNext(optional)) {
                data.any();
            }
        }
        Der signers = data.next(Der.SET);
        if (signers.isEmpty()) {
            throw new NotSignedException(name + " has no signer");
        }
        while (!signers.isEmpty()) {
            checkSigner(name, signers.next(Der.SEQUENCE));
        }
    }

    private static void checkSigner(String name, Der signer) throws NotSignedException {
        signer.next(Der.INTEGER);
        signer.any();
        String digest = signer.next(Der.SEQUENCE).objectId();
        if (!Algorithms.isGoodDigestId(digest)) {
            throw weak(name, "digest", digest);
        }
        if (signer.isNext(Der.CONTEXT_0)) {
            signer.any();
        }
        String signature = signer.next(Der.SEQUENCE).objectId();
        if (!Algorithms.isGoodBlockSignatureId(signature)) {
            throw weak(name, "signature", signature);
        }
    }

    private static NotSignedException weak(String name, String what, String objectId) {
        return new NotSignedException(
                name
                        + " has the "
                        + what
                        + " algorithm "
                        + objectId
                        + ", which is weaker than SHA-256 or not known; sign with SHA-256 or"
                        + " better");
    }
}
