package org.stockade.policy;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A named matcher: whether a text matches.
 *
 * @param kind which kind of it
 * @param with its settings, opened by the engine
 * @param folder where relative paths in them begin, if that is known
 */
public record MatcherPolicy(String name, String kind, SettingsNode with, Optional<Path> folder) {}
