/** Sockets: the upgrade, the frames of RFC 6455, keep-alive, and the message protocol's sessions. Netty ends here. */
@NullMarked
package io.carillon.gateway;

import org.jspecify.annotations.NullMarked;
