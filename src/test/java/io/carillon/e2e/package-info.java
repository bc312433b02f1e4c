/** The server as its users meet it: real processes, real sockets, a real browser. */
@NullMarked
package io.carillon.e2e;

import org.jspecify.annotations.NullMarked;
