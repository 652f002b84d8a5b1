/** Rules of the engine, each proved with small proxies on the real engine, in memory. */
package org.stockade.itests.engine;
