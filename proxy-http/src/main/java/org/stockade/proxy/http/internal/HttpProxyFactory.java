package org.stockade.proxy.http.internal;

import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.stockade.endpoint.Endpoint;
import org.stockade.proxy.Proxy;
import org.stockade.proxy.ProxyFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** The proxy {@code http}. */
@Component(property = "proxy.name=http")
public final class HttpProxyFactory implements ProxyFactory {

    @Activate
    public HttpProxyFactory() {}

    @Override
    public Recipe configure(Settings with) throws SettingsException {
        HttpPolicy policy = HttpPolicy.of(with.bind(HttpSettings.class), with);
        return new HttpRecipe(policy);
    }

    private record HttpRecipe(HttpPolicy policy) implements Recipe {
        @Override
        public Proxy create() {
            return new HttpProxy(policy);
        }

        @Override
        public boolean sharesServers() {
            return true;
        }

        /** {@code why} is for the log: a client that may not come in learns nothing from it. */
        @Override
        public void refuse(Endpoint client, String why) throws IOException {
            new ErrorPage(503, "The firewall does not serve this connection now.", "")
                    .writeTo(client, false);
        }

        @Override
        public void refuseForMaintenance(Endpoint client, String message) throws IOException {
            new ErrorPage(503, message, "").writeTo(client, false);
        }
    }
}
