package org.stockade.engine.internal;

import java.util.Optional;
import org.stockade.proxy.ProxyFactory.Recipe;
import org.stockade.session.Child;
import org.stockade.session.Payload.Hold;

/**
 * A child of one generation.
 *
 * @param recipe empty where its proxy is not there or refused its settings: stacking it then fails
 */
record ChildRecipe(String proxy, Hold hold, Optional<Recipe> recipe, String bundle)
        implements Child {}
