package org.stockade.engine.internal;

import java.time.Duration;
import java.util.Map;
import org.stockade.proxy.ProxyFactory.Recipe;

/** What recipes say of themselves; one of a third party that fails says nothing. */
final class AskedRecipe {
    private AskedRecipe() {}

    static boolean authenticates(Recipe recipe) {
        try {
            return recipe.authenticates();
        } catch (RuntimeException | Error broken) {
            return false;
        }
    }

    static boolean takesDatagrams(Recipe recipe) {
        try {
            return recipe.takesDatagrams();
        } catch (RuntimeException | Error broken) {
            return false;
        }
    }

    static boolean namesServers(Recipe recipe) {
        try {
            return recipe.namesServers();
        } catch (RuntimeException | Error broken) {
            return true;
        }
    }

    static Map<String, Duration> timeLimits(Recipe recipe) {
        try {
            return Map.copyOf(recipe.timeLimits());
        } catch (RuntimeException | Error broken) {
            return Map.of();
        }
    }
}
