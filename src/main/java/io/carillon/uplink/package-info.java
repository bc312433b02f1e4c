/** The server as the client of another one: rooms that are fed from there, or feed it. */
@NullMarked
package io.carillon.uplink;

import org.jspecify.annotations.NullMarked;
