/** Users in a file: their hashes and groups. */
@NullMarked
package org.stockade.auth.file.internal;

import org.jspecify.annotations.NullMarked;
