/** The load generator: many clients in one process, which know when each message was due and what they must receive. */
@NullMarked
package io.carillon.bench;

import org.jspecify.annotations.NullMarked;
