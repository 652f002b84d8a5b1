package org.stockade.auth.file.internal;

import org.stockade.proxy.Setting;

/** The settings of an authenticator {@code file}. */
record FileSettings(
        @Setting(
                        value =
                                "The file of users, a whole path; a line each, NAME:HASH:GROUP,GROUP; read"
                                        + " again when it changes.",
                        shorthand = true)
                String users,
        @Setting(
                        value =
                                "Whether a user who is not there costs as much as one with a wrong"
                                        + " password.",
                        def = "true")
                boolean fakeUser) {}
