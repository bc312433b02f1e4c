/** How the nodes of the cluster are, and how they were in the last minutes: each node keeps its own numbers, and nodes ask each other. */
@NullMarked
package io.carillon.overview;

import org.jspecify.annotations.NullMarked;
