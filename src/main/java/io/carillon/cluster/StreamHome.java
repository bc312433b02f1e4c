package io.carillon.cluster;

/**
 * What a node's Hazelcast knows of Carillon, so that what is done to streams finds it there.
 *
 * @param guarded whether a number of nodes has to be together to write
 * @param held what the node holds
 */
record StreamHome(boolean guarded, StreamsHeld held) {}
