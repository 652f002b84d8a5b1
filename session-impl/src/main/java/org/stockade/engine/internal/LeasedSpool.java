package org.stockade.engine.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.stockade.endpoint.ByteSource;
import org.stockade.session.Spool;

/** A spool that its session gives back unless its proxy has done so. */
record LeasedSpool(Spool kept, Consumer<Spool> forget) implements Spool {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
        kept.write(bytes);
    }

    @Override
    public void end() throws IOException {
        kept.end();
    }

    @Override
    public long size() {
        return kept.size();
    }

    @Override
    public ByteSource replay() {
        return kept.replay();
    }

    @Override
    public void close() {
        forget.accept(this);
        kept.close();
    }
}
