package io.carillon.message;

import java.util.List;

/**
 * The server as one of its clients sees it.
 *
 * @param name the product's name
 * @param version the product's version
 * @param revision the protocol revision of this connection
 * @param revisions all that are supported
 * @param formats all that are supported
 * @param node the node that owns this connection
 * @param nodes how many nodes the cluster has
 * @param endpoint the configured name of this connection's endpoint
 * @param endpointVersion the version as negotiated
 * @param draining whether the node is about to stop
 */
public record ServerInfo(
        String name,
        String version,
        Revision revision,
        List<Revision> revisions,
        List<Format> formats,
        String node,
        int nodes,
        String endpoint,
        String endpointVersion,
        boolean draining) {}
