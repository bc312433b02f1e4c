/** For those who run it: health, metrics, and what only development needs. */
@NullMarked
package io.carillon.ops;

import org.jspecify.annotations.NullMarked;
