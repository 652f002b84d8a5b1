package org.stockade.policy.internal;

/** A bound value with its place: of its key in a map, of the value itself elsewhere. */
record At<T>(T value, Place place) {}
