/**
 * The library: a hub, its endpoints, their connections and rooms; and below them sockets: the upgrade, the frames of RFC
 * 6455, keep-alive. Netty ends here.
 */
@NullMarked
package io.carillon.gateway;

import org.jspecify.annotations.NullMarked;
