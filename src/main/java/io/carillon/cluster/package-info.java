/**
 * The node among nodes: starting a clustered Vert.x, who is interested in which room, and publications on their way to
 * the nodes that have members. Hazelcast and event-bus types end here.
 */
@NullMarked
package io.carillon.cluster;

import org.jspecify.annotations.NullMarked;
