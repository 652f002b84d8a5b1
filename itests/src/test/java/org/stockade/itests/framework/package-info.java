/**
 * The engine in real frameworks, Felix and Equinox: what happens to bundles while sessions live.
 */
package org.stockade.itests.framework;
