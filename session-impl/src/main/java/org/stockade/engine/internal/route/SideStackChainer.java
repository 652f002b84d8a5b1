package org.stockade.engine.internal.route;

import java.io.IOException;
import org.stockade.chain.Chainer;
import org.stockade.endpoint.Endpoint;
import org.stockade.session.Child;
import org.stockade.session.StackedSession;

/**
 * Puts another proxy between a proxy and its server: core.md section 10.6.
 *
 * @param child whose client the proxy is
 * @param next how the child gets its server side
 */
public record SideStackChainer(Child child, Chainer next) implements Chainer {
    @Override
    public Endpoint chainParent(StackedSession session) throws IOException {
        return session.sideStack(child, next);
    }

    /** The last link of a chain: the one that connects. */
    public static Chainer last(Chainer chainer) {
        Chainer at = chainer;
        while (at instanceof SideStackChainer side) {
            at = side.next();
        }
        return at;
    }
}
