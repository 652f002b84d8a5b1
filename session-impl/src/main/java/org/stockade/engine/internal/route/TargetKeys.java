package org.stockade.engine.internal.route;

import java.time.Duration;
import java.util.Optional;
import org.stockade.chain.Chainer;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** Keys of chainers for several targets. */
public record TargetKeys(
        @Setting(value = "Longest wait for one target.", def = "5s", min = 1, max = 3_600_000)
                Duration timeoutConnect,
        @Setting(
                        value = "How long a target that failed goes behind the others.",
                        def = "60s",
                        min = 1,
                        max = 86_400_000)
                Duration timeoutState,
        @Setting("How its servers are looked after; absent: they are not.")
                Optional<Probe.Keys> check) {
    static Chainer chainer(Settings with, Order order) throws SettingsException {
        TargetKeys keys = with.bind(TargetKeys.class);
        return new MultiTargetChainer(
                order,
                keys.timeoutConnect(),
                keys.timeoutState(),
                Probe.of(keys.check(), with),
                System::nanoTime);
    }
}
