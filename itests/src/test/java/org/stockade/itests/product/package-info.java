/** The product as its users start it, against real peers. */
package org.stockade.itests.product;
