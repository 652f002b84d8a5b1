/** Tests of the bench's own arithmetic; the bench itself is run by hand. */
package org.stockade.bench;
