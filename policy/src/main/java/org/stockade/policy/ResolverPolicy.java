package org.stockade.policy;

/**
 * A named resolver: how host names become addresses.
 *
 * @param kind which kind of it
 * @param with its settings, opened by the engine
 */
public record ResolverPolicy(String name, String kind, SettingsNode with) {}
