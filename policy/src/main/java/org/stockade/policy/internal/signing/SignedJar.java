package org.stockade.policy.internal.signing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Checks a signed jar as a whole: the JDK verifies signatures and digests, and what it lets pass
 * for being none of its business (an entry that is not signed, one that is missing, a manifest
 * whose head was changed, a weak digest) is looked for here.
 */
final class SignedJar {
    private static final String DIGEST = "-digest";
    private static final String WHOLE_MANIFEST = "-digest-manifest";

    private final Path jar;
    private final JarListing listing;

    private SignedJar(Path jar, JarListing listing) {
        this.jar = jar;
        this.listing = listing;
    }

    /**
     * Passes a jar all of whose entries are signed by somebody trusted.
     *
     * @throws NotSignedException for any other; the message says why
     * @throws IOException if it cannot be read
     */
    static void check(Path jar, Trust trust, Instant now) throws IOException {
        SignedJar signed = new SignedJar(jar, JarListing.read(jar));
        signed.checkSigningFiles();
        signed.checkManifest();
        signed.checkEntries(trust, now);
    }

    /** Every signature file fits its block, and signs the manifest to its last byte. */
    private void checkSigningFiles() throws IOException {
        byte[] manifest = listing.signing().get(JarListing.MANIFEST);
        if (manifest == null) {
            throw new NotSignedException("it has no " + JarListing.MANIFEST);
        }
        int signatures = 0;
        for (Map.Entry<String, byte[]> file : listing.signing().entrySet()) {
            String name = file.getKey();
            if (name.equals(JarListing.MANIFEST)) {
                continue;
            }
            if (JarListing.isBlock(name)) {
                need(stem(name) + ".SF", name);
                SignatureBlock.check(JarListing.printable(name), file.getValue());
            } else if (name.endsWith(".SF")) {
                needBlock(name);
                checkWholeManifest(name, file.getValue(), manifest);
                signatures++;
            } else {
                throw new NotSignedException(
                        "its entry "
                                + JarListing.printable(name)
                                + " looks like a signature and is none");
            }
        }
        if (signatures == 0) {
            throw new NotSignedException("it is not signed");
        }
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private void need(String wanted, String by) throws NotSignedException {
        if (!listing.signing().containsKey(wanted)) {
            throw new NotSignedException(
                    "its " + JarListing.printable(by) + " has no " + JarListing.printable(wanted));
        }
    }

    private void needBlock(String file) throws NotSignedException {
        boolean found =
                listing.signing().keySet().stream()
                        .anyMatch(
                                name -> JarListing.isBlock(name) && stem(name).equals(stem(file)));
        if (!found) {
            throw new NotSignedException("its " + JarListing.printable(file) + " has no signature");
        }
    }

    /**
     * The JDK is content where only single sections fit; but the manifest's head says what a bundle
     * runs, and sections could have been added.
     */
    private static void checkWholeManifest(String name, byte[] file, byte[] manifest)
            throws IOException {
        boolean fits = false;
        Attributes main = parse(name, file).getMainAttributes();
        for (Map.Entry<Object, Object> attribute : main.entrySet()) {
            String key = attribute.getKey().toString().toLowerCase(Locale.ROOT);
            if (!key.endsWith(WHOLE_MANIFEST)) {
                continue;
            }
            String algorithm = good(key, WHOLE_MANIFEST, name);
            String expected = Base64.getEncoder().encodeToString(digest(algorithm, manifest));
            if (!expected.equals(attribute.getValue())) {
                throw new NotSignedException(
                        "its manifest was changed after "
                                + JarListing.printable(name)
                                + " was signed");
            }
            fits = true;
        }
        if (!fits) {
            throw new NotSignedException(
                    JarListing.printable(name)
                            + " does not sign the manifest as a whole; sign without -sectionsonly");
        }
    }

    private void checkManifest() throws IOException {
        byte[] bytes = listing.signing().getOrDefault(JarListing.MANIFEST, new byte[0]);
        Manifest manifest = parse(JarListing.MANIFEST, bytes);
        for (Map.Entry<String, Attributes> section : manifest.getEntries().entrySet()) {
            boolean digested = false;
            for (Object attribute : section.getValue().keySet()) {
                String key = attribute.toString().toLowerCase(Locale.ROOT);
                if (key.endsWith(DIGEST)) {
                    String unused = good(key, DIGEST, JarListing.MANIFEST);
                    digested = true;
                }
            }
            if (digested && !listing.files().containsKey(section.getKey())) {
                throw new NotSignedException(
                        "its entry "
                                + JarListing.printable(section.getKey())
                                + " was removed after it was signed");
            }
        }
    }

    private static String good(String key, String suffix, String where) throws NotSignedException {
        String algorithm =
                key.substring(0, key.length() - suffix.length()).toUpperCase(Locale.ROOT);
        if (!Algorithms.isGoodDigest(algorithm)) {
            throw new NotSignedException(
                    JarListing.printable(where)
                            + " has the digest "
                            + JarListing.printable(algorithm)
                            + ", which is weaker than SHA-256 or not known; sign with SHA-256 or"
                            + " better");
        }
        return algorithm;
    }

    private void checkEntries(Trust trust, Instant now) throws IOException {
        Map<CodeSigner, Optional<String>> complaints = new HashMap<>();
        String name = "";
        try (JarFile open = new JarFile(jar.toFile(), true)) {
            for (String each : listing.files().keySet()) {
                name = each;
                if (!JarListing.isSigning(name)) {
                    checkEntry(open, name, trust, now, complaints);
                }
            }
        } catch (SecurityException changed) {
            throw new NotSignedException(
                    "its entry "
                            + JarListing.printable(name)
                            + " does not fit its signature: "
                            + changed.getMessage());
        }
    }

    private static void checkEntry(
            JarFile open,
            String name,
            Trust trust,
            Instant now,
            Map<CodeSigner, Optional<String>> complaints)
            throws IOException {
        JarEntry entry = open.getJarEntry(name);
        try (InputStream in = open.getInputStream(entry)) {
            // Its signers are known when its last byte has been seen.
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        CodeSigner @Nullable [] signers = entry.getCodeSigners();
        if (signers == null || signers.length == 0) {
            throw new NotSignedException(
                    "its entry "
                            + JarListing.printable(name)
                            + " is not signed, or with an algorithm the JDK has disabled");
        }
        Optional<String> first = Optional.empty();
        for (CodeSigner signer : signers) {
            Optional<String> complaint =
                    complaints.computeIfAbsent(signer, it -> trust.complaint(it, now));
            if (complaint.isEmpty()) {
                return;
            }
            first = first.isPresent() ? first : complaint;
        }
        throw new NotSignedException(first.orElse("nobody signed it"));
    }

    private static Manifest parse(String name, byte[] bytes) throws IOException {
        try {
            return new Manifest(new ByteArrayInputStream(bytes));
        } catch (IOException | IllegalArgumentException malformed) {
            throw new NotSignedException(JarListing.printable(name) + " is malformed");
        }
    }

    private static byte[] digest(String algorithm, byte[] bytes) throws IOException {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException missing) {
            throw new NotSignedException("this JDK does not know " + algorithm);
        }
    }
}
