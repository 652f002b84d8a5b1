package org.stockade.proxy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one key of a settings record: for binding, for error messages and for the JSON Schema.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it does, unit included; one sentence. */
    String value();

    /**
     * The default as it would be written in a policy; empty: the key is required, unless its type
     * is a list, map or Optional.
     */
    String def() default "";

    /** Lowest number, or shortest duration in milliseconds, accepted. */
    long min() default 0;

    /** Highest number, or longest duration in milliseconds, accepted. */
    long max() default Long.MAX_VALUE;

    /** Whether a value that is no mapping stands for this key alone: {@code { direct: [...] }}. */
    boolean shorthand() default false;

    /**
     * Of a {@link org.stockade.session.Child}: its keys {@code proxy}, {@code with} and {@code
     * hold} stand among those of the record and not below one of their own.
     */
    boolean inline() default false;
}
