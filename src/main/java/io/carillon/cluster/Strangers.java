package io.carillon.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members of the cluster that are no nodes of Carillon's and no lite members. Hazelcast gives them a share of the streams, and
 * they cannot run what is done to streams: whoever runs the cluster is to know why rooms fail. On Hazelcast's threads.
 */
final class Strangers implements MembershipListener {

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    /** What Carillon's nodes have. */
    private static final String ATTRIBUTE = "carillon";

    private Strangers() {}

    /** Makes a member one of Carillon's. */
    static void mark(Config config) {
        config.getMemberAttributeConfig().setAttribute(ATTRIBUTE, "node");
    }

    /** Tells of those that are there, and of those that come. */
    static void watch(HazelcastInstance hazelcast) {
        Cluster cluster = hazelcast.getCluster();
        Strangers strangers = new Strangers();
        cluster.addMembershipListener(strangers);
        cluster.getMembers().forEach(Strangers::look);
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        look(event.getMember());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        // then its share is others' again
    }

    /** Whether a member gets what it cannot use. */
    static boolean isOne(Member member) {
        return !member.isLiteMember() && member.getAttribute(ATTRIBUTE) == null;
    }

    private static void look(Member member) {
        if (isOne(member)) {
            LOG.error(
                    "a member of the cluster is no node of Carillon's and no lite member: rooms with streams that fall to"
                            + " it cannot be used; start it with <lite-member enabled=\"true\"/> member={}",
                    member.getAddress());
        }
    }
}
