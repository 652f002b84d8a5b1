package org.stockade.engine.internal.revision;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.stockade.log.EventLog;

/** Keeps and brings back sources, by what is in them: an installed jar's own bytes nobody has. */
final class SourceKeeper implements SourceKeeping {
    private static final int MOST_SOURCES = 256;
    private static final long MOST_BYTES = 512L << 20;
    private static final EventLog LOG = EventLog.of("core");

    private final BundleContext context;
    private final Predicate<Bundle> isOurs;

    /**
     * One that leaves some bundles alone.
     *
     * @param isOurs whether a bundle is the engine's own or a copy
     */
    SourceKeeper(BundleContext context, Predicate<Bundle> isOurs) {
        this.context = context;
        this.isOurs = isOurs;
    }

    @Override
    public List<KeptSource> keep(Path folder) throws IOException {
        List<KeptSource> kept = new ArrayList<>();
        long left = MOST_BYTES;
        for (Bundle bundle : sources()) {
            KeptSource source = keep(bundle, folder);
            left -= Files.size(folder.resolve(source.jar()));
            kept.add(source);
            if (left < 0 || kept.size() > MOST_SOURCES) {
                throw new IOException(
                        "the proxy bundles are over "
                                + MOST_SOURCES
                                + " or over "
                                + MOST_BYTES
                                + " bytes together, the most that is kept to go back to");
            }
        }
        return kept;
    }

    private List<Bundle> sources() {
        List<Bundle> sources = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getBundleId() != 0 && !isOurs.test(bundle) && Source.is(bundle)) {
                sources.add(bundle);
            }
        }
        return sources;
    }

    private static KeptSource keep(Bundle bundle, Path folder) throws IOException {
        String hash = hash(bundle);
        Path jar = folder.resolve(hash + ".jar");
        if (!Files.exists(jar)) {
            Path fresh = folder.resolve(hash + ".new");
            try (FileChannel file = FileChannel.open(fresh, CREATE, WRITE, TRUNCATE_EXISTING)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file));
                CopyJar.writeUnchanged(new BundleEntries(bundle), out);
                out.flush();
                // The marker that needs it must not outlive it.
                file.force(true);
            }
            Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
        }
        return new KeptSource(
                bundle.getLocation(),
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString(),
                hash,
                isWanted(bundle));
    }

    private static boolean isWanted(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level != null && level.isPersistentlyStarted();
    }

    private static String hash(Bundle bundle) throws IOException {
        MessageDigest whole = sha256();
        byte[] buffer = new byte[64 << 10];
        BundleEntries entries = new BundleEntries(bundle);
        for (String path : new TreeSet<>(entries.paths())) {
            if (!path.endsWith("/")) {
                MessageDigest content = sha256();
                try (InputStream in = entries.open(path)) {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        content.update(buffer, 0, n);
                    }
                }
                // Both have a length of their own, so that no two lists of entries look alike.
                whole.update(sha256().digest(path.getBytes(StandardCharsets.UTF_8)));
                whole.update(content.digest());
            }
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Restored restore(List<KeptSource> wanted, Path folder) {
        Map<String, KeptSource> byLocation =
                wanted.stream()
                        .collect(Collectors.toMap(KeptSource::location, Function.identity()));
        Outcome outcome = new Outcome(folder);
        for (Bundle bundle : sources()) {
            if (!byLocation.containsKey(bundle.getLocation())) {
                outcome.bring(bundle.getLocation(), Optional.empty());
            }
        }
        wanted.forEach(each -> outcome.bring(each.location(), Optional.of(each)));
        return outcome.restored();
    }

    @Override
    public Restored holdBack(List<HeldBack> changes, Path folder) {
        Outcome outcome = new Outcome(folder);
        for (HeldBack change : changes) {
            if (isAgain(change)) {
                outcome.bring(change.location(), change.former());
            }
        }
        return outcome.restored();
    }

    @Override
    public boolean isAgain(HeldBack change) {
        @Nullable Bundle now = context.getBundle(change.location());
        try {
            return change.refused().equals(now == null ? "" : hash(now));
        } catch (IOException | RuntimeException unreadable) {
            // It is being changed, so it will be another.
            return false;
        }
    }

    /** What comes of bringing bundles back, one after the other. */
    private final class Outcome {
        private final Path folder;
        private final List<HeldBack> changed = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        Outcome(Path folder) {
            this.folder = folder;
        }

        Restored restored() {
            return new Restored(changed, failures);
        }

        void failed(String location, Exception why) {
            failures.add("bundle " + location + ": " + CopyMaker.text(why));
        }

        /** Makes the bundle of a location what it was; none where there was none. */
        void bring(String location, Optional<KeptSource> former) {
            @Nullable Bundle now = context.getBundle(location);
            try {
                String refused = now == null ? "" : hash(now);
                boolean same = former.map(KeptSource::hash).orElse("").equals(refused);
                if (!same) {
                    replace(location, now, former);
                    changed.add(new HeldBack(location, refused, former));
                    tell(location, former);
                }
                if (former.isPresent()) {
                    run(location, former.get());
                }
            } catch (BundleException | IOException | RuntimeException failure) {
                failed(location, failure);
            }
        }

        private void replace(String location, @Nullable Bundle now, Optional<KeptSource> former)
                throws BundleException, IOException {
            if (former.isEmpty()) {
                if (now != null) {
                    now.uninstall();
                }
                return;
            }
            try (InputStream jar = Files.newInputStream(folder.resolve(former.get().jar()))) {
                if (now == null) {
                    Bundle unused = context.installBundle(location, jar);
                } else {
                    now.update(jar);
                }
            }
        }

        private void run(String location, KeptSource former) throws BundleException {
            Bundle bundle = context.getBundle(location);
            if (bundle == null || isWanted(bundle) == former.active()) {
                return;
            }
            if (former.active()) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            } else {
                bundle.stop();
            }
        }

        private static void tell(String location, Optional<KeptSource> former) {
            LOG.warning(
                    "bundle-taken-back",
                    null,
                    "a change of a proxy bundle was taken back with the policy",
                    "location",
                    location,
                    "now",
                    former.map(each -> each.name() + " " + each.version()).orElse("none"));
        }
    }
}
