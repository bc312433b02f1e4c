/**
 * What is counted on the way of connections and messages: plain numbers that the floors add to, and that {@code ops} reads when
 * somebody asks. Nothing here knows who asks, so a hub in an application pays for the adding alone.
 */
@NullMarked
package io.carillon.count;

import org.jspecify.annotations.NullMarked;
