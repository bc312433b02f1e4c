package io.carillon.client;

import java.util.List;

/**
 * The server as this client sees it.
 *
 * @param name the product's name
 * @param version the product's version
 * @param revision the protocol revision of this connection
 * @param revisions all that the server speaks
 * @param formats all that the server speaks
 * @param node the node that has the connection
 * @param nodes how many the cluster has
 * @param endpoint the configured name of the connection's endpoint
 * @param endpointVersion the version as negotiated
 * @param draining whether the node is about to stop
 */
public record Info(
        String name,
        String version,
        String revision,
        List<String> revisions,
        List<String> formats,
        String node,
        long nodes,
        String endpoint,
        String endpointVersion,
        boolean draining) {}
