package org.stockade.engine.internal.route;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code chainer: weighted}. */
@Component(property = "chainer.name=weighted")
public final class WeightedChainerFactory implements ChainerFactory {
    /** Its keys. */
    public record Keys(
            @Setting(
                            value =
                                    "Share of each target, 192.0.2.1:80: 3; of one that is not"
                                            + " here 1.",
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
                    Optional<Probe.Keys> check) {}

    @Override
    public Chainer configure(Settings with) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        return new MultiTargetChainer(
                new Order.ByWeight(Weights.of(keys.weights(), with)),
                keys.timeoutConnect(),
                keys.timeoutState(),
                Probe.of(keys.check(), with),
                System::nanoTime);
    }
}
