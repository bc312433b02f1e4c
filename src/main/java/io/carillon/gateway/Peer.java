package io.carillon.gateway;

import io.carillon.auth.Grant;

/**
 * Who has come in, and on what terms.
 *
 * @param id the connection's, unique in the cluster
 * @param grant what the token allows
 * @param endpoint where it came in
 * @param dialect what was agreed on
 */
record Peer(String id, Grant grant, Endpoint endpoint, Dialect dialect) {

    /** The same with what another token allows. */
    Peer with(Grant other) {
        return new Peer(id, other, endpoint, dialect);
    }
}
