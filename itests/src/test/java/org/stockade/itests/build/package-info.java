/** What the build has made, looked at as others will. */
package org.stockade.itests.build;
