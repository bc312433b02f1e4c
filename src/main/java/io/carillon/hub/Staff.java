package io.carillon.hub;

/**
 * Those of a hub that reach connections on other nodes.
 *
 * @param post messages past all rooms
 * @param usher puts into rooms, takes out, and closes
 * @param register which rooms and connections there are
 */
record Staff(Post post, Usher usher, Register register) {}
