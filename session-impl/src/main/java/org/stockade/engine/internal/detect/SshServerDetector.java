package org.stockade.engine.internal.detect;

import org.stockade.detect.Detector;
import org.stockade.detect.Finding;
import org.stockade.session.Side;

/** A server that identifies itself as one of SSH, before its client has said anything. */
public final class SshServerDetector implements Detector {
    @Override
    public boolean serverFirst() {
        return true;
    }

    @Override
    public Look begin() {
        return (side, soFar) ->
                side == Side.CLIENT
                        ? Finding.NEED_MORE
                        : SshDetector.detect(soFar) instanceof Finding.Detected
                                ? Finding.plain("ssh-server")
                                : SshDetector.detect(soFar);
    }
}
