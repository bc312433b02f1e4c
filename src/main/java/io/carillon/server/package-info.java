/** The HTTP server of a node: its ports, and what is mounted there. */
@org.jspecify.annotations.NullMarked
package io.carillon.server;
