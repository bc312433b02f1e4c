/** What is known of streams, and the plain machines that keep their promise: no gap, nothing twice, in order. */
@NullMarked
package io.carillon.stream;

import org.jspecify.annotations.NullMarked;
