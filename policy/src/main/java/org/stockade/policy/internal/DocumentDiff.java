package org.stockade.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stockade.access.PolicyChanges.Change;
import org.stockade.access.PolicyChanges.Op;

/**
 * From one document to another: what is to be added, removed and replaced, in the order of the
 * older one, what is new behind it. Applied to the values of the older they give those of the
 * newer.
 */
final class DocumentDiff {
    private final List<Change> changes = new ArrayList<>();

    private DocumentDiff() {}

    /** The changes between the {@link DocumentValues} of two documents. */
    static List<Change> between(Map<String, Object> before, Map<String, Object> after) {
        DocumentDiff diff = new DocumentDiff();
        diff.compare(List.of(), before, after);
        return List.copyOf(diff.changes);
    }

    private void compare(List<String> path, Map<?, ?> before, Map<?, ?> after) {
        before.forEach((key, old) -> compare(below(path, key), old, after.get(key)));
        after.forEach(
                (key, added) -> {
                    if (!before.containsKey(key)) {
                        changes.add(new Change(Op.ADD, below(path, key), "", Json.compact(added)));
                    }
                });
    }

    private static List<String> below(List<String> path, @Nullable Object key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(String.valueOf(key));
        return longer;
    }

    private void compare(List<String> path, @Nullable Object before, @Nullable Object after) {
        if (before == null || before.equals(after)) {
            return;
        }
        if (after == null) {
            changes.add(new Change(Op.REMOVE, path, Json.compact(before), ""));
        } else if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> young) {
            compare(path, old, young);
        } else {
            changes.add(new Change(Op.REPLACE, path, Json.compact(before), Json.compact(after)));
        }
    }
}
