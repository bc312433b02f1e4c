/** What becomes of a message, told to a collector of OpenTelemetry. The library's types end in this package. */
@NullMarked
package io.carillon.trace;

import org.jspecify.annotations.NullMarked;
