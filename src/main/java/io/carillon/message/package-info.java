/** The protocol as types: what clients and server say to each other, and the small values that they are made of. */
@NullMarked
package io.carillon.message;

import org.jspecify.annotations.NullMarked;
