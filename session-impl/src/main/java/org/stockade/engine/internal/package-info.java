/**
 * The engine: from an accepted connection to its summary record.
 *
 * <p>{@link org.stockade.engine.internal.Engine} holds the generation in force and the listeners;
 * one {@link org.stockade.engine.internal.SessionRun} is one connection, one {@link
 * org.stockade.engine.internal.NodeWork} one proxy at work on it.
 */
@NullMarked
package org.stockade.engine.internal;

import org.jspecify.annotations.NullMarked;
