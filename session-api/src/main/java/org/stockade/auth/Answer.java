package org.stockade.auth;

/** What was found of credentials. */
public sealed interface Answer {
    /** They are this user's. */
    record Accepted(Identity identity) implements Answer {}

    /**
     * One step more: the client is to answer this.
     *
     * @param prompt words for people, or data of the method; not escaped for any protocol
     * @param state the authenticator's own, which it gets back with the answer
     */
    record Challenge(String prompt, Object state) implements Answer {
        @Override
        public String toString() {
            return "challenge";
        }
    }

    /** They are nobody's: a wrong password and an unknown user alike. The client may try again. */
    record Rejected() implements Answer {}

    /**
     * No, whatever is offered now: locked out, not authorized, or nobody can tell.
     *
     * @param why for the client and the log, one sentence; says nothing of whether a user exists
     */
    record Refused(String why) implements Answer {}
}
