package org.stockade.engine.internal.route;

import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** {@code chainer: connect}. Its time limit is the service's {@code connect}. */
@Component(property = "chainer.name=connect")
public final class ConnectChainerFactory implements ChainerFactory {
    /** It has no keys. */
    public record Keys() {}

    @Override
    public Chainer configure(Settings with) throws SettingsException {
        with.bind(Keys.class);
        return new ConnectChainer();
    }
}
