package org.stockade.engine.internal.route;

import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code chainer: failover}. */
@Component(property = "chainer.name=failover")
public final class FailoverChainerFactory implements ChainerFactory {
    @Override
    public Chainer configure(Settings with) throws SettingsException {
        return TargetKeys.chainer(with, new Order.AsNamed());
    }
}
