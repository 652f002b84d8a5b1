package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyManifestTest {
    private static final Source SOURCE = new Source("org.example.pop3", "1.2.0.x", 7);
    private static final ApiBundle API =
            new ApiBundle("org.stockade.session-api", "0.1.0", Set.of("org.stockade.proxy"));

    @Test
    void copyShouldCollideWithNothingAndExportNothing() throws Exception {
        Attributes copy =
                copied(
                        """
                        Manifest-Version: 1.0
                        Bundle-SymbolicName: org.example.pop3; singleton:=true
                        Bundle-Version: 1.2.0.x
                        Bundle-ActivationPolicy: lazy
                        Stockade-Proxy: pop3
                        Export-Package: org.example.pop3
                        Service-Component: OSGI-INF/pop3.xml

                        Name: org/example/pop3/A.class
                        SHA-256-Digest: abcd

                        """,
                        Set.of());
        assertThat(copy.getValue("Bundle-SymbolicName"))
                .isEqualTo("org.example.pop3.g12;singleton:=true");
        assertThat(copy.getValue("Bundle-Version")).isEqualTo("1.2.0.x");
        assertThat(copy.getValue("Service-Component")).isEqualTo("OSGI-INF/pop3.xml");
        assertThat(copy.getValue("Stockade-Generation-Of")).isEqualTo("org.example.pop3;1.2.0.x");
        assertThat(copy.getValue("Stockade-Proxy")).isNull();
        assertThat(copy.getValue("Export-Package")).isNull();
        assertThat(copy.getValue("Bundle-ActivationPolicy")).isNull();
    }

    @Test
    void signedSectionsShouldNotBeCopied() throws Exception {
        Manifest source =
                manifest(
                        "Manifest-Version: 1.0\nBundle-SymbolicName: a\n\nName: A\nX-Digest: b\n\n");
        assertThat(source.getEntries()).hasSize(1);
        assertThat(CopyManifest.of(source, 1, SOURCE, Optional.empty(), Set.of()).getEntries())
                .isEmpty();
    }

    @Test
    void copyShouldImportTheEnginesApiAndNotItsOwnSource() throws Exception {
        Attributes copy =
                copied(
                        """
                        Bundle-SymbolicName: org.example.pop3
                        Import-Package: org.stockade.proxy;version="[0.1,1)",org.example.pop3,a;b;x="1,2"

                        """,
                        Set.of("org.example.pop3"));
        assertThat(copy.getValue("Import-Package"))
                .isEqualTo(
                        "org.stockade.proxy;version=\"[0.1,1)\";bundle-symbolic-name="
                                + "\"org.stockade.session-api\";bundle-version=\"[0.1.0,0.1.0]\""
                                + ",a;x=\"1,2\",b;x=\"1,2\"");
    }

    @Test
    void importsShouldVanishWhenNoneIsLeft() throws Exception {
        Attributes copy =
                copied(
                        "Bundle-SymbolicName: a\nImport-Package: org.example.pop3;version=\"1\"\n\n",
                        Set.of("org.example.pop3"));
        assertThat(copy.getValue("Import-Package")).isNull();
        assertThat(copy.getValue("Manifest-Version")).isEqualTo("1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "META-INF/MANIFEST.MF",
                "META-INF/A.SF",
                "META-INF/a.rsa",
                "META-INF/A.DSA",
                "META-INF/A.EC",
                "META-INF/SIG-A"
            })
    void signatureShouldBeLeftOut(String entry) {
        assertThat(CopyManifest.leavesOut(entry)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "META-INF/services/a.SF",
                "a.SF",
                "META-INF/",
                "META-INF/LICENSE",
                "lib/a.EC"
            })
    void otherEntryShouldBeCopied(String entry) {
        assertThat(CopyManifest.leavesOut(entry)).isFalse();
    }

    private static Attributes copied(String text, Set<String> own) throws IOException {
        return CopyManifest.of(manifest(text), 12, SOURCE, Optional.of(API), own)
                .getMainAttributes();
    }

    private static Manifest manifest(String text) throws IOException {
        return new Manifest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
