/** What tests of proxies and of the engine play with: peers without sockets, scripts, fakes. */
@NullMarked
package org.stockade.testkit;

import org.jspecify.annotations.NullMarked;
