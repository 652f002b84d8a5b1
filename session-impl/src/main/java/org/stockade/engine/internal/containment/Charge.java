package org.stockade.engine.internal.containment;

import java.util.concurrent.atomic.AtomicBoolean;

/** One session of a proxy, as its account sees it. Any thread. */
public final class Charge {
    private final Containment containment;
    private final Account account;
    private final AtomicBoolean faulty = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();

    Charge(Containment containment, Account account) {
        this.containment = containment;
        this.account = account;
    }

    /** Whose session it is. */
    public Account account() {
        return account;
    }

    /** The proxy's own code has failed; the first time counts, for the session ends by it. */
    public void fault(String why) {
        if (faulty.compareAndSet(false, true)) {
            containment.fault(account, why);
        }
    }

    /** The proxy does what the engine cannot end: its bundle is contained at once. */
    public void harm(String why) {
        faulty.set(true);
        containment.quarantine(account, why);
    }

    /** The session has ended. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            account.end();
        }
    }
}
