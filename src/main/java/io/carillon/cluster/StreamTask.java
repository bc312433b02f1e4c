package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a stream where it is: on the thread of its partition, by the partition's owner, or on a copy. Answers
 * are bytes ({@link StreamAnswer}), so that a node needs no class of another one's version to read them.
 */
abstract class StreamTask extends WireData
        implements EntryProcessor<String, StreamEntry, byte[]>, HazelcastInstanceAware {

    private static final long serialVersionUID = 1L;

    private transient @Nullable HazelcastInstance hazelcast;

    @Override
    public final void setHazelcastInstance(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    /** Whether this node is on a side of a divided cluster that is too small to write. */
    final boolean isCutOff() {
        HazelcastInstance here = hazelcast;
        StreamHome home = home();
        return here != null && home != null && !home.hasQuorum(here);
    }

    /** Whether there are nodes for the copies of what is written to a stream here. */
    final boolean hasCopies(String room) {
        HazelcastInstance here = hazelcast;
        StreamHome home = home();
        return here == null || home == null || home.hasCopies(here, room);
    }

    /** What this node has for streams; null where it was not set for them. */
    final @Nullable StreamHome home() {
        HazelcastInstance here = hazelcast;
        return here == null ? null : StreamSetup.home(here);
    }
}
