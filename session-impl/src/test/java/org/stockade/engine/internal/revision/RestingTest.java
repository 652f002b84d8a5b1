package org.stockade.engine.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.proxy.ProxyFactory;

/** Bundles with authenticators alone are left alone until a policy has any. */
class RestingTest {
    private final Resting resting = new Resting();

    private static Bundle bundle(long id, Class<?>... offered) {
        List<BundleCapability> services = new ArrayList<>();
        for (Class<?> type : offered) {
            Map<String, Object> attributes = Map.of("objectClass", List.of(type.getName()));
            services.add(
                    (BundleCapability)
                            answering(BundleCapability.class, Map.of("getAttributes", attributes)));
        }
        Object revision =
                answering(BundleRevision.class, Map.of("getDeclaredCapabilities", services));
        return (Bundle)
                answering(
                        Bundle.class,
                        Map.of(
                                "getBundleId",
                                id,
                                "getSymbolicName",
                                "test.users",
                                "getVersion",
                                Version.parseVersion("1.2.0"),
                                "getHeaders",
                                new Hashtable<String, String>(),
                                "adapt",
                                revision));
    }

    private static Object answering(Class<?> type, Map<String, Object> answers) {
        return Proxy.newProxyInstance(
                RestingTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName()));
    }

    @Test
    void bundleWithAuthenticatorsAloneShouldRestAndSaySo() {
        assertThat(resting.keeps(bundle(7, AuthenticatorFactory.class, Runnable.class))).isTrue();
        assertThat(resting.keeps(bundle(8, AuthenticatorFactory.class, ProxyFactory.class)))
                .as("it has a proxy too")
                .isFalse();
        assertThat(resting.keeps(bundle(9, Runnable.class))).isFalse();
        assertThat(resting.states())
                .singleElement()
                .satisfies(
                        state -> {
                            assertThat(state.source()).hasToString("test.users 1.2.0 (bundle 7)");
                            assertThat(state.names(Kind.AUTHENTICATOR))
                                    .containsExactly("(test.users)");
                            assertThat(state.state())
                                    .isEqualTo("rests until a policy has authenticators");
                        });
    }

    @Test
    void nothingShouldRestOnceAPolicyHasAuthenticators() {
        Bundle first = bundle(7, AuthenticatorFactory.class);
        Bundle stopped = bundle(8, AuthenticatorFactory.class);
        resting.keeps(first);
        resting.keeps(stopped);
        resting.forget(stopped);
        List<Bundle> brought = new ArrayList<>();

        resting.end(brought::add);
        assertThat(brought).hasSize(1).first().isSameAs(first);
        assertThat(resting.keeps(bundle(9, AuthenticatorFactory.class))).isFalse();
        resting.end(brought::add);
        assertThat(brought).hasSize(1);
        assertThat(resting.states()).isEmpty();
    }
}
