package io.carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;

/**
 * What a node's Hazelcast knows of Carillon, so that what is done to streams finds it there.
 *
 * @param quorum so many nodes have to be together to write; up to 1 for no such condition
 * @param held what the node holds
 */
record StreamHome(int quorum, StreamsHeld held) {

    /** Whether enough nodes are together, as this one knows now. Does not block. */
    boolean hasQuorum(HazelcastInstance hazelcast) {
        if (quorum <= 1) {
            return true;
        }
        int nodes = 0;
        for (Member member : hazelcast.getCluster().getMembers()) {
            nodes += member.isLiteMember() ? 0 : 1;
        }
        return nodes >= quorum;
    }
}
