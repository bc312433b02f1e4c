/** Why something is allowed or not, and why a room has the settings that it has: in words, and without doing any of it. */
@NullMarked
package io.carillon.explain;

import org.jspecify.annotations.NullMarked;
