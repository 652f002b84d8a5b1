package org.stockade.proxy;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.stockade.session.Child;

/**
 * The {@code with:} of one service or child, with the place of every value in the policy document.
 *
 * <p>A record describes what is wanted. Its components are policy keys in kebab-case ({@code
 * connectPorts} is {@code connect-ports}); {@link Setting} gives default, range and description.
 * Types: {@code boolean}, {@code int}, {@code long}, {@code String}, {@link java.time.Duration}
 * ({@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}), {@link org.stockade.endpoint.SockAddr},
 * {@link org.stockade.endpoint.PortRange}, {@link org.stockade.session.Subnet}, enums (in
 * kebab-case), records, {@link Child}, {@link org.stockade.chain.Chainer} (as {@code chainer:} of a
 * service), {@link org.stockade.match.Matcher} (the name of one that the policy has under {@code
 * matchers}; another name is an error), {@code Optional}, {@code List} (one value stands for a list
 * of one), and {@code Map} from {@code String}.
 */
@ProviderType
public interface Settings {
    /**
     * Binds all of it to a record. An unknown key is an error that names the nearest known one.
     *
     * @throws SettingsException if anything is wrong, with every error
     */
    <T extends Record> T bind(Class<T> shape) throws SettingsException;

    /** The child under this key, configured by its own factory; empty where the key is absent. */
    Optional<Child> child(String key) throws SettingsException;

    /**
     * Reports an error at the place of a key, besides those that {@link #bind} finds; {@code
     * configure} then fails with all of them, also if it returns.
     *
     * @param key a key, or several joined by dots: {@code requests.GET}
     * @param whatBoundMend what is wrong, which bound, what mends it
     */
    void error(String key, String whatBoundMend);
}
