package org.stockade.proxy;

import java.util.List;

/** Settings that cannot be used, with every error found. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> errors;

    /** Each error as {@code file:line:column: what, which bound, what mends it}. */
    public SettingsException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    /** Every error, in the order of the document. */
    public List<String> errors() {
        return errors;
    }
}
