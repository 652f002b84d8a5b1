package org.stockade.policy.internal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stockade.match.Matcher;
import org.stockade.policy.Nearest;
import org.stockade.policy.SettingsNode;

/** A matcher in somebody's settings: its name under {@code matchers}. */
record MatcherLeaf(SettingsNode.Matchers known) implements Leaf {
    @Override
    public @Nullable Object read(Node node, Spot spot, RecordBinder binder) {
        if (!(Name.LEAF.read(node, spot, binder) instanceof Name name)) {
            return null;
        }
        Problems problems = binder.problems();
        Optional<Matcher> found =
                known.find(name.text(), why -> problems.add(node.place(), spot.say(why)));
        if (found.isPresent()) {
            return found.get();
        }
        if (!known.names().contains(name.text())) {
            problems.add(
                    node.place(),
                    spot.say(
                            "unknown matcher "
                                    + Quoted.of(name.text())
                                    + (problems.isFull()
                                            ? ""
                                            : "; "
                                                    + Nearest.mend(
                                                            name.text(),
                                                            known.names(),
                                                            "define it under \"matchers\""))));
        }
        return null;
    }

    @Override
    public Map<String, Object> schema(Spot spot) {
        return Name.LEAF.schema(spot);
    }
}
