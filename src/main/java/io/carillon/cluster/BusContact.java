package io.carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node, once a member of Hazelcast's cluster, can talk with the others on the event bus: a certificate that they
 * refuse, or none, shuts it out there alone, and it would wait for answers without an end. Whoever runs it is told, and until
 * the first contact the node is not ready. On the cluster's event loop, but {@link #isMade}.
 */
final class BusContact {

    private static final Logger LOG = LoggerFactory.getLogger(BusContact.class);

    /** What a node's bus speaks; embedders that start their own say nothing. */
    private static final String ATTRIBUTE = "carillon-bus";

    private static final String TLS = "tls";

    /** So long a node may take to say its first word, and then so long until that is said again. */
    private static final long FIRST_MILLIS = 5_000;

    private static final long AGAIN_MILLIS = 60_000;

    private final HazelcastInstance hazelcast;
    private final Map<UUID, Long> silent = new HashMap<>(); // when to tell of it
    private volatile boolean made;

    BusContact(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    /** Lets the others know what this node's bus speaks. */
    static void mark(Config config, boolean tls) {
        config.getMemberAttributeConfig().setAttribute(ATTRIBUTE, tls ? TLS : "plain");
    }

    /** Whether any other node has been heard of, or there was none; from then on for good. Any thread. */
    boolean isMade() {
        return made;
    }

    /**
     * Looks who is there.
     *
     * @param met the nodes that have been heard of
     * @param now in ms
     */
    void look(Set<String> met, long now) {
        try {
            Member self = hazelcast.getCluster().getLocalMember();
            List<Member> others = hazelcast.getCluster().getMembers().stream()
                    .filter(member -> !member.localMember() && isToBeMet(self, member))
                    .toList();
            made = made || others.isEmpty() || others.stream().anyMatch(member -> isMet(member, met));
            List<Member> unheard =
                    others.stream().filter(member -> !isMet(member, met)).toList();
            silent.keySet().retainAll(unheard.stream().map(Member::getUuid).collect(Collectors.toSet()));
            unheard.forEach(member -> tell(self, member, now));
        } catch (HazelcastInstanceNotActiveException e) {
            // it was stopped meanwhile
        }
    }

    /** A node of Carillon's with which certificates matter, on either side. */
    private static boolean isToBeMet(Member self, Member member) {
        return !member.isLiteMember() && !Strangers.isOne(member) && (isSecure(self) || isSecure(member));
    }

    private static boolean isSecure(Member member) {
        return TLS.equals(member.getAttribute(ATTRIBUTE));
    }

    private static boolean isMet(Member member, Set<String> met) {
        String node = Members.node(member);
        return node != null && met.contains(node);
    }

    private void tell(Member self, Member member, long now) {
        UUID key = member.getUuid();
        long due = silent.computeIfAbsent(key, first -> now + FIRST_MILLIS);
        if (now >= due) {
            silent.put(key, now + AGAIN_MILLIS);
            LOG.error(
                    "a node does not answer on the event bus: {} peer={} ready={}",
                    why(self.getAttribute(ATTRIBUTE), member.getAttribute(ATTRIBUTE)),
                    member.getAddress(),
                    made);
        }
    }

    /**
     * What is the matter between two of whom one at least has a certificate.
     *
     * @param own what this node's bus speaks; null where an application has started it, in its own way
     * @param other of the other
     */
    static String why(@Nullable String own, @Nullable String other) {
        if (own == null) {
            return "it demands a certificate (cluster.tls): the EventBusOptions of this application need one that it accepts";
        }
        if (other == null) {
            return "the application there has started its event bus with no certificate that this node accepts (cluster.tls)";
        }
        if (own.equals(other)) {
            return "one of the two has a certificate that the other refuses (cluster.tls), whose log tells why";
        }
        return own.equals(TLS)
                ? "it has no certificate (cluster.tls), as this one has"
                : "it demands a certificate, and this one has none: set cluster.tls";
    }
}
