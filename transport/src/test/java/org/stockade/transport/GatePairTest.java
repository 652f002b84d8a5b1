package org.stockade.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatePairTest {
    private final GatePair pair = new GatePair();
    private final Gate writer = new Gate();
    private final Gate reader = new Gate();

    /**
     * A reader that came to send what was gathered took the place of a writer, who slept for ever.
     */
    @Test
    void readerThatSendsShouldNotTakeTheWritersPlace() {
        writer.shut();
        pair.add(writer);
        reader.shut();
        pair.add(reader);

        pair.open();

        assertThat(writer.isOpen()).isTrue();
        assertThat(reader.isOpen()).isTrue();
    }

    @Test
    void gateThatComesAgainShouldKeepItsPlace() {
        pair.add(writer);
        pair.add(reader);
        pair.add(writer);
        pair.add(reader);
        writer.shut();
        reader.shut();

        pair.open();

        assertThat(writer.isOpen()).isTrue();
        assertThat(reader.isOpen()).isTrue();
    }
}
