package org.stockade.engine.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stockade.policy.Bind;
import org.stockade.policy.ListenerPolicy;

/** From the listeners that are open to those of a policy: what is in both keeps its socket. */
final class ListenerChange {
    private final Engine engine;
    private final List<Listener> before;
    private final List<Listener> after = new ArrayList<>();
    private final List<Listener> opened = new ArrayList<>();
    private final List<Runnable> onCommit = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    /**
     * Opens those that are new; where one fails, closes them again and says so in {@link
     * #errors()}.
     */
    ListenerChange(Engine engine, List<Listener> before, List<ListenerPolicy> wanted) {
        this.engine = engine;
        this.before = before;
        for (ListenerPolicy policy : wanted) {
            OpenConnections open =
                    before.stream()
                            .filter(each -> each.name().equals(policy.name()))
                            .map(Listener::connections)
                            .findFirst()
                            .orElseGet(OpenConnections::new);
            policy.bind().forEach(bind -> keepOrOpen(policy, bind, open));
        }
        if (!errors.isEmpty()) {
            abandon();
        }
    }

    private void keepOrOpen(ListenerPolicy policy, Bind bind, OpenConnections open) {
        Optional<Listener> same =
                before.stream()
                        .filter(each -> each.bind().equals(bind) && !after.contains(each))
                        // Another name for an address keeps the socket: two cannot have it.
                        .filter(
                                each ->
                                        bind.address().port() != 0
                                                || each.name().equals(policy.name()))
                        .findFirst();
        if (same.isPresent() && same.get().how() != Interceptions.of(policy.transparent())) {
            errors.add(
                    policy.place()
                            + ": listener \""
                            + policy.name()
                            + "\": "
                            + bind
                            + " is open with transparent "
                            + Interceptions.word(same.get().how())
                            + ", which cannot change while it is; use another address or port, or"
                            + " restart");
            return;
        }
        if (same.isPresent()) {
            after.add(same.get());
            onCommit.add(() -> same.get().change(policy));
            return;
        }
        try {
            Listener made = engine.listen(policy, bind, open);
            opened.add(made);
            after.add(made);
        } catch (IOException | RuntimeException taken) {
            errors.add("listener \"" + policy.name() + "\": " + taken.getMessage());
        }
    }

    /** Closes what was opened: the policy has come to nothing. */
    void abandon() {
        opened.forEach(Listener::close);
    }

    List<String> errors() {
        return errors;
    }

    /** Closes those that are gone; what they accepted goes on. */
    List<Listener> commit() {
        onCommit.forEach(Runnable::run);
        opened.forEach(Listener::commit);
        before.stream().filter(each -> !after.contains(each)).forEach(Listener::close);
        return List.copyOf(after);
    }
}
