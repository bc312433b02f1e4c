/** The delivery checker: clients of a server, not a part of it, and what breaks a cluster of its own for them. */
@NullMarked
package io.carillon.verify;

import org.jspecify.annotations.NullMarked;
