package org.stockade.shell.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.stockade.access.Firewall;

/** The firewall of this framework, which comes and goes while the shell stays. */
@Component(service = CurrentFirewall.class)
public final class CurrentFirewall {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private volatile @Nullable Firewall firewall;

    @Activate
    public CurrentFirewall() {}

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bind(Firewall arrived) {
        lock.lock();
        try {
            firewall = arrived;
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void unbind(Firewall gone) {
        lock.lock();
        try {
            // DS binds the successor first.
            if (firewall == gone) {
                firewall = null;
            }
        } finally {
            lock.unlock();
        }
    }

    Firewall get() throws CommandException {
        Firewall now = firewall;
        if (now == null) {
            throw CommandException.failed("the firewall has not started");
        }
        return now;
    }

    /** The one there is, if there is one. */
    Optional<Firewall> now() {
        return Optional.ofNullable(firewall);
    }

    /** Waits until there is one; empty when the time has passed. */
    Optional<Firewall> await(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (firewall == null && left > 0) {
                left = arrival.awaitNanos(left);
            }
            return Optional.ofNullable(firewall);
        } finally {
            lock.unlock();
        }
    }
}
