package org.stockade.policy;

/**
 * A named NAT policy: how addresses of server connections are translated.
 *
 * @param kind which kind of it
 * @param with its settings, opened by the engine
 */
public record NatPolicy(String name, String kind, SettingsNode with) {}
