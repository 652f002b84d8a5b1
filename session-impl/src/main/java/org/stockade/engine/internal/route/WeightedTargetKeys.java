package org.stockade.engine.internal.route;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.stockade.chain.Chainer;
import org.stockade.endpoint.SockAddr;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The same where targets have weights. */
public record WeightedTargetKeys(
        @Setting(
                        value = "Share of each target, 192.0.2.1:80: 3; of one that is not here 1.",
                        min = 1,
                        max = 1000)
                Map<String, Integer> weights,
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
    static Chainer chainer(Settings with, Function<Map<SockAddr, Integer>, Order> order)
            throws SettingsException {
        WeightedTargetKeys keys = with.bind(WeightedTargetKeys.class);
        return new MultiTargetChainer(
                order.apply(Weights.of(keys.weights(), with)),
                keys.timeoutConnect(),
                keys.timeoutState(),
                Probe.of(keys.check(), with),
                System::nanoTime);
    }
}
