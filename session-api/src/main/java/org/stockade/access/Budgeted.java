package org.stockade.access;

import java.util.OptionalLong;

/**
 * One budget of a proxy.
 *
 * @param used empty where it is not measured
 * @param budget empty where the policy sets none
 */
public record Budgeted(String what, OptionalLong used, OptionalLong budget) {}
