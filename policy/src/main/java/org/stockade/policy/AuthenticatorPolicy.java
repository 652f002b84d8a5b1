package org.stockade.policy;

/**
 * A named authenticator: who says whether credentials are somebody's.
 *
 * @param kind the {@code authenticator.name} of its factory
 * @param with its settings, opened when its factory is there
 * @param written kind and settings in a form that is equal where they are: logins outlive a policy
 *     as long as it stays the same
 */
public record AuthenticatorPolicy(String name, String kind, SettingsNode with, String written) {}
