package org.stockade.engine.internal.route;

import org.osgi.service.component.annotations.Component;
import org.stockade.chain.Chainer;
import org.stockade.chain.ChainerFactory;
import org.stockade.proxy.Setting;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;
import org.stockade.session.Child;
import org.stockade.session.Payload;

/** {@code chainer: { side-stack: { proxy: plain, with: {…}, chainer: connect } }}. */
@Component(property = "chainer.name=side-stack")
public final class SideStackChainerFactory implements ChainerFactory {
    /** Its keys. */
    public record Keys(
            @Setting(value = "The proxy between this one and the server.", inline = true)
                    Child child,
            @Setting(value = "How that proxy gets its server side.", def = "connect")
                    Chainer chainer) {}

    @Override
    public Chainer configure(Settings with) throws SettingsException {
        Keys keys = with.bind(Keys.class);
        if (keys.child().hold() != Payload.Hold.UNTIL_VERDICT) {
            with.error("hold", "nothing is held between a proxy and its server; remove it");
        }
        return new SideStackChainer(keys.child(), keys.chainer());
    }
}
