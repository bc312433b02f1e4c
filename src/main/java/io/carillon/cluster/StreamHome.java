package io.carillon.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.IPartition;
import com.hazelcast.internal.partition.IPartitionService;
import com.hazelcast.spi.impl.NodeEngine;
import org.jspecify.annotations.Nullable;

/**
 * What a node's Hazelcast knows of Carillon, so that what is done to streams finds it there.
 *
 * @param quorum so many nodes have to be together to write; up to 1 for no such condition
 * @param copies so many copies there have to be of what is written, or as many as there are other nodes
 * @param held what the node holds
 */
record StreamHome(int quorum, int copies, StreamsHeld held) {

    /** Whether enough nodes are together, as this one knows now. Does not block. */
    boolean hasQuorum(HazelcastInstance hazelcast) {
        return quorum <= 1 || nodes(hazelcast) >= quorum;
    }

    private static int nodes(HazelcastInstance hazelcast) {
        int nodes = 0;
        for (Member member : hazelcast.getCluster().getMembers()) {
            nodes += member.isLiteMember() ? 0 : 1;
        }
        return nodes;
    }

    /**
     * Whether there are nodes for all copies of a stream that this one owns. For a moment after a node has gone there are not:
     * Hazelcast then waits for no copy at all. A node that is cut off gives up the others one after the other, and would take
     * itself and those that it has not given up yet for enough. Does not block.
     */
    boolean hasCopies(HazelcastInstance hazelcast, String room) {
        int wanted = Math.min(copies, nodes(hazelcast) - 1);
        NodeEngine engine = engine(hazelcast);
        if (wanted <= 0 || engine == null) {
            return true;
        }
        IPartitionService partitions = engine.getPartitionService();
        IPartition partition = partitions.getPartition(partitions.getPartitionId((Object) room), false);
        for (int copy = 1; copy <= wanted; copy++) {
            Address where = partition.getReplicaAddress(copy);
            if (where == null || engine.getClusterService().getMember(where) == null) {
                return false;
            }
        }
        return true;
    }

    /** Null where this is no member, but a client. */
    private static @Nullable NodeEngine engine(HazelcastInstance hazelcast) {
        HazelcastInstance inner = hazelcast instanceof HazelcastInstanceProxy proxy ? proxy.getOriginal() : hazelcast;
        return inner instanceof HazelcastInstanceImpl member ? member.node.getNodeEngine() : null;
    }
}
