/** Rooms and their members on this node: who is where, and how a message becomes deliveries. */
@NullMarked
package io.carillon.hub;

import org.jspecify.annotations.NullMarked;
