package org.stockade.transport;

/** An endpoint whose buffers are counted for its session, and given back when that has ended. */
public interface Holding {
    /** Bytes of the buffers it holds now. Any thread: a look while others work. */
    long held();

    /** Gives them back. Only when no thread uses it any more. */
    void release();
}
