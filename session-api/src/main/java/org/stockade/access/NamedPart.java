package org.stockade.access;

/**
 * Something that a policy finds by its name: a proxy, or one of the other kinds that bundles bring.
 *
 * @param kind {@code proxy}, {@code router}, {@code chainer}, {@code nat}, {@code resolver}, {@code
 *     detector}, {@code matcher} or {@code authenticator}
 * @param name what a policy calls it; in parentheses that of a bundle which has never run, so that
 *     nobody knows what it would bring; its kind is {@code proxy} then
 * @param bundle symbolic name and version of the bundle that serves new sessions; empty if none
 *     does
 * @param sourceBundle id of that bundle; negative if it comes with the engine, or there is none
 * @param state {@code active}, or why not: {@code stopped}, {@code not installed}, {@code
 *     quarantined since} when and why
 */
public record NamedPart(String kind, String name, String bundle, long sourceBundle, String state) {}
