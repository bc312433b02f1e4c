package io.carillon.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.util.UUID;

/** Tells of members that have gone; on Hazelcast's threads. */
final class Departures {

    private final HazelcastInstance hazelcast;
    private final UUID registration;

    Departures(HazelcastInstance hazelcast, Runnable listener) {
        this.hazelcast = hazelcast;
        this.registration = hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                // nothing is lost by that
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                listener.run();
            }
        });
    }

    void close() {
        try {
            hazelcast.getCluster().removeMembershipListener(registration);
        } catch (HazelcastInstanceNotActiveException e) {
            // nothing is left to be removed from
        }
    }
}
