/** The message protocol (docs/protocol.md) as handlers of connections, on what every embedder can use. */
@org.jspecify.annotations.NullMarked
package io.carillon.protocol;
