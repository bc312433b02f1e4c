package io.carillon.verify;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param address for its clients
 * @param peerAddress for the other nodes
 * @param prefix what a command has to begin with to run there
 */
record Host(String address, String peerAddress, Ports ports, List<String> prefix) {

    /** What it listens on. */
    record Ports(int http, int management, int cluster) {}
}
