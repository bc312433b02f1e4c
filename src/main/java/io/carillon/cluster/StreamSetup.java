package io.carillon.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.impl.proxy.MapProxyImpl;
import org.jspecify.annotations.Nullable;

/** How Hazelcast has to be set for the streams, and for places, whatever a file says: what is promised depends on it. */
final class StreamSetup {

    /** The map of the streams, by the names of their rooms. */
    static final String MAP = "carillon.streams";

    /**
     * So long Hazelcast waits for a copy that does not answer. Longer than anybody here waits for an append, so that its
     * verdict never comes first.
     */
    private static final String BACKUP_TIMEOUT_MILLIS = "10000";

    private StreamSetup() {}

    /**
     * Makes a node one that can keep streams.
     *
     * @param copies synchronous backups
     * @param quorum so many nodes have to be together to write; up to 1 for no such condition
     */
    static Config into(Config config, int copies, int quorum) {
        config.setProperty("hazelcast.operation.backup.timeout.millis", BACKUP_TIMEOUT_MILLIS);
        config.getSerializationConfig().addDataSerializableFactory(StreamTypes.FACTORY, new StreamTypes());
        config.addMapConfig(map(MAP, copies, StreamMerge.class));
        config.addMapConfig(map(Places.SESSIONS, copies, SeatMerge.class));
        config.addMapConfig(map(Places.MEMBERS, copies, SeatMerge.class));
        config.getUserContext().put(MAP, new StreamHome(quorum, copies, new StreamsHeld()));
        return config;
    }

    private static MapConfig map(String name, int copies, Class<?> merge) {
        return new MapConfig(name)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setBackupCount(copies)
                .setAsyncBackupCount(0)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(merge.getName()));
    }

    /**
     * The streams. What is done to them is not done until the copies say so: by default Hazelcast takes the death of any
     * node for the answer of a copy that has not come, and a node that is cut off takes all others for dead.
     */
    static IMap<String, StreamEntry> streams(HazelcastInstance hazelcast) {
        IMap<String, StreamEntry> map = hazelcast.getMap(MAP);
        if (map instanceof MapProxyImpl<?, ?> support) {
            support.setFailOnIndeterminateOperationState(true);
            return map;
        }
        throw new IllegalStateException("not a member's map: " + map.getClass());
    }

    /** This node's part, if it was set as here; null in another's Hazelcast. Does not block. */
    static @Nullable StreamHome home(HazelcastInstance hazelcast) {
        return hazelcast.getUserContext().get(MAP) instanceof StreamHome home ? home : null;
    }
}
