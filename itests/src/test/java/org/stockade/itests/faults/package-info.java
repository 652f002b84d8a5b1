/** Peers that fail at each point of a message, on real sockets with the real engine. */
package org.stockade.itests.faults;
