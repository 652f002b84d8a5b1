package org.stockade.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class UnresolvedTest {
    // A chain as Felix 7.0.5 reports it: the last requirement is the cause.
    @Test
    void packageThatNobodyExportsShouldBeNamed() {
        BundleException failure =
                new BundleException(
                        "Unable to resolve org.example.a [7](R 7.0): missing requirement"
                                + " [org.example.a [7](R 7.0)] osgi.wiring.package;"
                                + " (&(osgi.wiring.package=org.b)(version>=1.0.0)) [caused by: Unable"
                                + " to resolve org.b [8](R 8.0): missing requirement [org.b [8](R"
                                + " 8.0)] osgi.wiring.package; (osgi.wiring.package=org.c.api)]"
                                + " Unresolved requirements: []");
        assertThat(Unresolved.line(failure)).isEqualTo("no bundle exports the package org.c.api");
    }

    @Test
    void tooOldJdkShouldBeNamed() {
        BundleException failure =
                new BundleException(
                        "Unable to resolve a [7](R 7.0): missing requirement [a [7](R 7.0)] osgi.ee;"
                                + " (&(osgi.ee=JavaSE)(version=99))");
        assertThat(Unresolved.line(failure)).startsWith("it needs a JDK 99 or newer, this is ");
    }

    @Test
    void anyOtherFailureShouldBeOneLineOfBoundedLength() {
        BundleException failure = new BundleException("a\nb" + "c".repeat(1000));
        assertThat(Unresolved.line(failure)).startsWith("a; bccc").endsWith("…").hasSize(301);
    }
}
