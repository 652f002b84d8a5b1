/** Users in an LDAP directory. */
@NullMarked
package org.stockade.auth.ldap.internal;

import org.jspecify.annotations.NullMarked;
