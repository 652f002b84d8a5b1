package org.stockade.engine.internal.route;

import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code chainer: weighted}. */
@Component(property = "chainer.name=weighted")
public final class WeightedChainerFactory implements ChainerFactory {
    @Override
    public Chainer configure(Settings with) throws SettingsException {
        return WeightedTargetKeys.chainer(with, Order.ByWeight::new);
    }
}
