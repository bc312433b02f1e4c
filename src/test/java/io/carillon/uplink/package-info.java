/** Uplinks, over real sockets. */
package io.carillon.uplink;
