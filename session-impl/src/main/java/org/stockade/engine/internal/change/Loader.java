package org.stockade.engine.internal.change;

import java.util.List;
import org.stockade.access.Firewall.PolicyReport;
import org.stockade.access.PolicyChanges.Change;

/** What puts policies in force. */
public interface Loader {
    /** Says what is wrong; changes nothing. */
    PolicyReport check(PolicyDocument document);

    /** Puts it in force as a whole, or says what is wrong and changes nothing. */
    PolicyReport load(PolicyDocument document);

    /** What is different between two texts without errors. */
    List<Change> diff(String before, String after);

    /**
     * Does something to proxy bundles and then to the policy that new sessions see together: until
     * it has returned they get what was in force before.
     */
    PolicyReport together(Work work);

    /** What is done together. */
    @FunctionalInterface
    interface Work {
        PolicyReport run();
    }
}
