package org.stockade.engine.internal.containment;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.stockade.policy.ProxyBudget;

/**
 * What one proxy of one version of a bundle uses, over all its sessions, generations and copies.
 * Any thread.
 */
public final class Account {
    /** A budget may be exhausted for so many looks, one a second, before that has consequences. */
    static final int PATIENCE = 60;

    private final String proxy;
    private final String bundle;
    private final AtomicInteger sessions = new AtomicInteger();
    private final FaultWindow faults;
    private final CpuShare cpu = new CpuShare();
    private volatile long buffered;

    // How many looks on end have found a budget exhausted; of the timer's thread.
    private int full;
    private int over;

    Account(String proxy, String bundle, LongSupplier nanos) {
        this.proxy = proxy;
        this.bundle = bundle;
        this.faults = new FaultWindow(nanos);
    }

    /** The proxy's name. */
    public String proxy() {
        return proxy;
    }

    /** Name, version and id of the bundle. */
    public String bundle() {
        return bundle;
    }

    /** Sessions at once, children among them. */
    public int sessions() {
        return sessions.get();
    }

    /** Faults of the last minute. */
    public long errors() {
        return faults.count();
    }

    /** Share of the loops in percent; empty while it is not measured. */
    public OptionalLong cpu() {
        return cpu.percent();
    }

    /** Counts one in, unless that would exceed the budget. */
    boolean begin(ProxyBudget budget) {
        return sessions.getAndUpdate(now -> now < budget.sessions() ? now + 1 : now)
                < budget.sessions();
    }

    void end() {
        sessions.decrementAndGet();
    }

    /** Whether its sessions held too many bytes at the last look. */
    boolean holdsTooMuch(ProxyBudget budget) {
        return buffered > budget.buffered();
    }

    /** Counts a fault; returns how many there were within a minute. */
    long fault() {
        return faults.add();
    }

    void foundAtWork() {
        cpu.found();
    }

    /**
     * A second has passed.
     *
     * @param held bytes that its sessions hold; 0 too where they are not counted
     * @param cpuLooks how often a loop was looked at; 0: CPU is not measured
     */
    Findings look(ProxyBudget budget, long held, long cpuLooks) {
        buffered = held;
        cpu.second(cpuLooks);
        full = sessions() >= budget.sessions() ? full + 1 : 0;
        over = holdsTooMuch(budget) ? over + 1 : 0;
        if (full == 1) {
            return Findings.exhausted("sessions", sessions() + " of " + budget.sessions());
        } else if (over == 1) {
            return Findings.exhausted("buffered", held + " of " + budget.buffered() + " bytes");
        } else if (full >= PATIENCE) {
            return Findings.harm(
                    "its budget of "
                            + budget.sessions()
                            + " sessions has been exhausted for "
                            + PATIENCE
                            + " s");
        } else if (over >= PATIENCE) {
            return Findings.harm(
                    "its sessions have held more than its budget of "
                            + budget.buffered()
                            + " bytes for "
                            + PATIENCE
                            + " s, "
                            + held
                            + " bytes now");
        } else if (cpu.isSettled() && cpu.percent().orElse(0) > budget.cpu()) {
            return Findings.harm(
                    "it has taken "
                            + cpu.percent().orElse(0)
                            + "% of the time of all loops for "
                            + CpuShare.SECONDS
                            + " s; its budget is "
                            + budget.cpu()
                            + "%");
        }
        return Findings.NONE;
    }

    /** Begins anew, except for what there is. */
    void clear() {
        faults.clear();
        cpu.clear();
        full = 0;
        over = 0;
    }

    /**
     * What a look has found.
     *
     * @param exhausted the budget that has just become exhausted
     * @param used of it
     * @param harm why the bundle is to be contained
     */
    record Findings(Optional<String> exhausted, String used, Optional<String> harm) {
        static final Findings NONE = new Findings(Optional.empty(), "", Optional.empty());

        static Findings exhausted(String budget, String used) {
            return new Findings(Optional.of(budget), used, Optional.empty());
        }

        static Findings harm(String why) {
            return new Findings(Optional.empty(), "", Optional.of(why));
        }
    }
}
