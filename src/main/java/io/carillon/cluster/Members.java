package io.carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which Vert.x nodes are members of the Hazelcast cluster. Listeners are called on Hazelcast's threads. */
final class Members {

    /** What happens among them. */
    interface Listener {

        /** Somebody has come or gone; who, is to be asked. */
        void changed();

        /** This node's part of a cluster that had been split has joined the other one. */
        void merged();
    }

    private static final String NODE = "__vertx.nodeId";

    private final HazelcastInstance hazelcast;
    private final UUID membership;
    private final UUID lifecycle;
    private volatile boolean merging;

    Members(HazelcastInstance hazelcast, Listener listener) {
        this.hazelcast = hazelcast;
        this.membership = hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                listener.changed();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.changed();
            }
        });
        this.lifecycle = hazelcast.getLifecycleService().addLifecycleListener((LifecycleListener) event -> {
            LifecycleEvent.LifecycleState state = event.getState();
            if (state == LifecycleEvent.LifecycleState.MERGING) {
                merging = true;
            } else if (state == LifecycleEvent.LifecycleState.MERGED
                    || state == LifecycleEvent.LifecycleState.MERGE_FAILED) {
                merging = false;
            }
            if (state == LifecycleEvent.LifecycleState.MERGED) {
                listener.merged();
            }
        });
    }

    /**
     * Whether no data of this member is on its way: all of it has its copies, and none is brought in from a side that had
     * been split off. Asks the members that have the copies, and blocks until they answer, or for seconds.
     */
    boolean isSafe() {
        try {
            return !merging
                    && hazelcast.getLifecycleService().isRunning()
                    && hazelcast.getPartitionService().isLocalMemberSafe();
        } catch (HazelcastInstanceNotActiveException e) {
            return false;
        }
    }

    /** The ids of all members that are Vert.x nodes, this one included. Does not block. */
    Set<String> nodes() {
        return nodes(hazelcast);
    }

    /** The same of any; none where it has been stopped. */
    static Set<String> nodes(HazelcastInstance hazelcast) {
        try {
            return hazelcast.getCluster().getMembers().stream()
                    .map(Members::node)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (HazelcastInstanceNotActiveException e) {
            return Set.of(); // it was stopped before this
        }
    }

    /** Who of these has been a member longest; empty where the node was stopped. Does not block. */
    static Optional<String> oldest(HazelcastInstance hazelcast, Set<String> among) {
        try {
            return hazelcast.getCluster().getMembers().stream()
                    .filter(member -> !member.isLiteMember())
                    .map(Members::node)
                    .filter(node -> node != null && among.contains(node))
                    .findFirst();
        } catch (HazelcastInstanceNotActiveException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("NullAway") // a member that only holds data has no such attribute
    static String node(Member member) {
        return member.getAttribute(NODE);
    }

    void close() {
        try {
            hazelcast.getCluster().removeMembershipListener(membership);
            hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
        } catch (HazelcastInstanceNotActiveException e) {
            // nothing is left to be removed from
        }
    }
}
