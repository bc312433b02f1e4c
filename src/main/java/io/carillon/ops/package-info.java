/** For those who run it: health, and what only development needs. */
@NullMarked
package io.carillon.ops;

import org.jspecify.annotations.NullMarked;
