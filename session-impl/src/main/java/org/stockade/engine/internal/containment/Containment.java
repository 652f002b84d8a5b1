package org.stockade.engine.internal.containment;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.stockade.access.Quarantine;
import org.stockade.log.EventLog;
import org.stockade.policy.ProxyBudget;

/**
 * The accounts of all proxies, and the bundles that are in quarantine.
 *
 * <p>A bundle is known by name, version and id: another version is another bundle, and begins with
 * empty accounts and in no quarantine. Any thread.
 */
public final class Containment {
    /** The text of a failure is a stranger's. */
    private static final int LONGEST_WHY = 300;

    private static final EventLog LOG = EventLog.of("core");

    private final Function<String, ProxyBudget> budgets;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final ConcurrentMap<Name, Account> accounts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Quarantine> quarantines = new ConcurrentHashMap<>();
    private final AtomicLong cpuLooks = new AtomicLong();

    private record Name(String proxy, String bundle) {}

    /**
     * Without any account.
     *
     * @param budgets by the name of a proxy, as the newest policy has them
     * @param nanos the time, as of {@link System#nanoTime}
     */
    public Containment(
            Function<String, ProxyBudget> budgets, LongSupplier nanos, InstantSource clock) {
        this.budgets = budgets;
        this.nanos = nanos;
        this.clock = clock;
    }

    /** The account of a proxy of this bundle. */
    public Account account(String proxy, String bundle) {
        Name name = new Name(proxy, bundle);
        Account known = accounts.get(name);
        return known != null
                ? known
                : accounts.computeIfAbsent(name, made -> new Account(proxy, bundle, nanos));
    }

    // Sessions

    /** Asks for one session more. */
    public Admission admit(Account account) {
        Optional<String> refusal = refusal(account);
        if (refusal.isPresent()) {
            return new Admission.Refused(refusal.get(), true);
        }
        ProxyBudget budget = budgets.apply(account.proxy());
        if (account.holdsTooMuch(budget)) {
            return new Admission.Refused(
                    "sessions of proxy \""
                            + account.proxy()
                            + "\" hold more bytes than its budget: buffered, "
                            + budget.buffered(),
                    false);
        }
        if (!account.begin(budget)) {
            return new Admission.Refused(
                    "proxy \""
                            + account.proxy()
                            + "\" has "
                            + budget.sessions()
                            + " sessions, its budget",
                    false);
        }
        return new Admission.Granted(new Charge(this, account));
    }

    /** Why the proxy gets no sessions: its bundle is in quarantine. */
    public Optional<String> refusal(Account account) {
        return quarantine(account.proxy(), account.bundle())
                .map(
                        it ->
                                "proxy \""
                                        + it.proxy()
                                        + "\" is quarantined since "
                                        + it.since()
                                        + ": "
                                        + it.why()
                                        + "; to end that: ctl proxy "
                                        + it.proxy()
                                        + " resume");
    }

    // Harm

    /** The proxy's own code has failed. */
    public void fault(Account account, String why) {
        long budget = budgets.apply(account.proxy()).errorsPerMinute();
        long errors = account.fault();
        if (errors >= budget) {
            quarantine(
                    account,
                    errors
                            + " errors within a minute, its budget is "
                            + budget
                            + "; the last: "
                            + why);
        }
    }

    /** New sessions of the bundle's proxies are refused from now on. */
    void quarantine(Account account, String why) {
        Instant since = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String text = why.length() <= LONGEST_WHY ? why : why.substring(0, LONGEST_WHY) + "…";
        Quarantine made = new Quarantine(account.proxy(), account.bundle(), since, text);
        if (quarantines.putIfAbsent(account.bundle(), made) == null) {
            LOG.error(
                    "quarantined",
                    null,
                    "new sessions of the bundle's proxies are refused; those that live go on",
                    "proxy",
                    account.proxy(),
                    "bundle",
                    account.bundle(),
                    "why",
                    text);
        }
    }

    /** The quarantine of a proxy of this bundle. */
    public Optional<Quarantine> quarantine(String proxy, String bundle) {
        Quarantine found = quarantines.get(bundle);
        if (found == null) {
            return Optional.empty();
        }
        return Optional.of(
                found.proxy().equals(proxy)
                        ? found
                        : new Quarantine(
                                proxy,
                                bundle,
                                found.since(),
                                "proxy \"" + found.proxy() + "\" of its bundle: " + found.why()));
    }

    /** Ends the quarantine of a bundle; {@code false} if it is in none. */
    public boolean resume(String bundle) {
        if (!quarantines.containsKey(bundle)) {
            return false;
        }
        // Before new sessions may fail again.
        accounts.values().stream()
                .filter(each -> each.bundle().equals(bundle))
                .forEach(Account::clear);
        return end(bundle, "resumed by the operator");
    }

    private boolean end(String bundle, String why) {
        Quarantine ended = quarantines.remove(bundle);
        if (ended != null) {
            LOG.info(
                    "quarantine-ended",
                    null,
                    "the bundle's proxies get new sessions",
                    "proxy",
                    ended.proxy(),
                    "bundle",
                    bundle,
                    "why",
                    why);
        }
        return ended != null;
    }

    // Measuring

    /** So many loops were looked at, and these were found at work; an account twice, perhaps. */
    public void sampled(List<Account> atWork, int loops) {
        cpuLooks.addAndGet(loops);
        atWork.forEach(Account::foundAtWork);
    }

    /**
     * A second has passed.
     *
     * @param held bytes that sessions hold, by account
     * @param bundles those that exist: what is known of others is forgotten
     */
    public void look(Map<Account, Long> held, Set<String> bundles) {
        long looks = cpuLooks.getAndSet(0);
        for (Account each : accounts.values()) {
            ProxyBudget budget = budgets.apply(each.proxy());
            Account.Findings found = each.look(budget, held.getOrDefault(each, 0L), looks);
            found.exhausted().ifPresent(name -> tellExhausted(each, name, found.used()));
            found.harm().ifPresent(why -> quarantine(each, why));
        }
        quarantines.keySet().stream()
                .filter(bundle -> !bundles.contains(bundle))
                .forEach(bundle -> end(bundle, "nothing runs this version of the bundle any more"));
        accounts.values()
                .removeIf(each -> each.sessions() == 0 && !bundles.contains(each.bundle()));
    }

    private static void tellExhausted(Account account, String budget, String used) {
        LOG.warning(
                "budget-exhausted",
                null,
                "new sessions of the proxy are refused until it has room",
                "proxy",
                account.proxy(),
                "bundle",
                account.bundle(),
                "budget",
                budget,
                "used",
                used);
    }

    /** The bundles in quarantine. */
    public Collection<Quarantine> quarantines() {
        return List.copyOf(quarantines.values());
    }
}
