package org.stockade.proxy.plain.internal;

import java.util.Optional;
import org.stockade.proxy.Setting;
import org.stockade.session.Child;

/** The {@code with:} of a plain service. */
record PlainSettings(
        @Setting("A proxy that is given the whole conversation, both directions of both sides.")
                Optional<Child> stackProxy,
        @Setting(
                        value =
                                "Whether an end of one direction is passed on and the other goes on; false: the"
                                        + " first end ends both.",
                        def = "true")
                boolean shutdownSoft,
        @Setting(
                        value =
                                "Whether what the client sends is passed on; false: it is read and"
                                        + " thrown away.",
                        def = "true")
                boolean copyToServer,
        @Setting(
                        value =
                                "Whether what the server sends is passed on; false: it is read and"
                                        + " thrown away.",
                        def = "true")
                boolean copyToClient) {
    /** Whether both directions are passed on. */
    boolean copiesBoth() {
        return copyToServer && copyToClient;
    }
}
