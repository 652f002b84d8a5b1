package org.stockade.testkit.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A suite whose cases are {@code in} and {@code expect}. */
public record AnswerSuite(String name, Product product) implements VectorSuite {
    /** Asks the product. */
    @FunctionalInterface
    public interface Product {
        /**
         * The product's answer, for {@link CaseResult#compare}.
         *
         * @param suite the whole file
         * @throws NotApplicable if the product has no such thing
         */
        @Nullable Object answer(JsonNode suite, JsonNode in) throws Exception;
    }

    /** The case does not apply to this product; the message says why. */
    public static final class NotApplicable extends Exception {
        private static final long serialVersionUID = 1L;

        public NotApplicable(String reason) {
            super(reason);
        }
    }

    @Override
    public CaseResult run(JsonNode suite, JsonNode vector) throws Exception {
        JsonNode in = vector.required("in");
        JsonNode expected = vector.required("expect");
        try {
            return CaseResult.compare(expected, product.answer(suite, in));
        } catch (NotApplicable skip) {
            return new CaseResult.Skipped(String.valueOf(skip.getMessage()));
        }
    }
}
