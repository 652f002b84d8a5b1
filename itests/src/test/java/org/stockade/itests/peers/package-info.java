/** Real peers, and the product as its users start it. */
package org.stockade.itests.peers;
