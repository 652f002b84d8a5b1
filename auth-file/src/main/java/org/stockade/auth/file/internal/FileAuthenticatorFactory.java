package org.stockade.auth.file.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.stockade.auth.Authenticator;
import org.stockade.auth.AuthenticatorFactory;
import org.stockade.proxy.Settings;
import org.stockade.proxy.SettingsException;

/** Makes authenticators of the kind {@code file}. */
@Component(property = "authenticator.name=file")
public final class FileAuthenticatorFactory implements AuthenticatorFactory {
    @Override
    public Authenticator configure(Settings with) throws SettingsException {
        FileSettings settings = with.bind(FileSettings.class);
        Path file = Path.of("");
        try {
            file = Path.of(settings.users());
        } catch (InvalidPathException wrong) {
            // Told below: it is not absolute.
        }
        if (!file.isAbsolute()) {
            with.error(
                    "users",
                    "users \""
                            + settings.users()
                            + "\" is no whole path; begin it with /, as in /etc/stockade/users");
        }
        return new FileAuthenticator(new UsersFile(file, System::nanoTime), settings.fakeUser());
    }
}
