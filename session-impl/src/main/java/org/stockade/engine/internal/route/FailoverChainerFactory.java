package org.stockade.engine.internal.route;

import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code chainer: failover}. */
@Component(property = "chainer.name=failover")
public final class FailoverChainerFactory implements ChainerFactory {
    /** Its keys. */
    public record Keys(
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
                new Order.AsNamed(),
                keys.timeoutConnect(),
                keys.timeoutState(),
                Probe.of(keys.check(), with),
                System::nanoTime);
    }
}
