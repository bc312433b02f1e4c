/** The HTTP API: what services ask of the server by plain HTTP, and how they follow rooms. */
@NullMarked
package io.carillon.http;

import org.jspecify.annotations.NullMarked;
