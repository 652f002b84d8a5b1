package org.stockade.engine.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;

class RouterFactoriesTest {
    private static final String NEEDS =
            "forge-address: needs a transport that can bind foreign addresses; the portable one"
                    + " cannot; remove it or set it to false";

    private final List<String> errors = new ArrayList<>();

    @Test
    void transparentKeysShouldReachTheRouter() throws SettingsException {
        assertThat(
                        new TransparentRouterFactory()
                                .configure(
                                        with(
                                                new TransparentRouterFactory.Keys(
                                                        8080, true, false, "group"))))
                .isEqualTo(
                        new TransparentRouter(
                                new Forging(false, false, new ForgePort.Group()), 8080, true));
        assertThat(errors).isEmpty();
    }

    @Test
    void everyWrongKeyShouldBeReportedAtOnce() throws SettingsException {
        new TransparentRouterFactory()
                .configure(with(new TransparentRouterFactory.Keys(0, false, true, "70000")));
        assertThat(errors)
                .containsExactly(
                        NEEDS,
                        "forge-port: \"70000\" is no port to ask for; use any, group, exact,"
                                + " random, or 1 to 65535");
    }

    @Test
    void directRouterShouldWantTargetsWithPorts() throws SettingsException {
        new DirectRouterFactory()
                .configure(
                        with(
                                new DirectRouterFactory.Keys(
                                        List.of(SockAddr.parse("127.0.0.1:0")),
                                        false,
                                        false,
                                        "any")));
        new DirectRouterFactory()
                .configure(with(new DirectRouterFactory.Keys(List.of(), false, false, "any")));
        assertThat(errors)
                .containsExactly(
                        "targets: 127.0.0.1:0: port 0 is no target; use 1 to 65535",
                        "targets: 0 targets; give at least one, as 127.0.0.1:9000 or [::1]:9000");
    }

    @Test
    void directTargetsShouldReachTheRouter() throws SettingsException {
        List<SockAddr> targets = List.of(SockAddr.parse("127.0.0.1:9000"));
        assertThat(
                        new DirectRouterFactory()
                                .configure(
                                        with(
                                                new DirectRouterFactory.Keys(
                                                        targets, true, false, "any"))))
                .isEqualTo(new DirectRouter(Forging.NONE, targets, true));
    }

    @Test
    void inbandRouterShouldRefuseForgingToo() throws SettingsException {
        new InbandRouterFactory().configure(with(new InbandRouterFactory.Keys(true, "any")));
        assertThat(errors).containsExactly(NEEDS);
    }

    @Test
    void connectChainerShouldHaveNoKeys() throws SettingsException {
        assertThat(new ConnectChainerFactory().configure(with(new ConnectChainerFactory.Keys())))
                .isInstanceOf(ConnectChainer.class);
    }

    private Settings with(Record keys) {
        return new Settings() {
            @Override
            public <T extends Record> T bind(Class<T> shape) {
                return shape.cast(keys);
            }

            @Override
            public Optional<Child> child(String key) {
                return Optional.empty();
            }

            @Override
            public void error(String key, String whatBoundMend) {
                errors.add(key + ": " + whatBoundMend);
            }
        };
    }
}
