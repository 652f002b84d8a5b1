package org.stockade.engine.internal.transport;

public final class SpoolQuota {
    public SpoolQuota(long l) {}
}
