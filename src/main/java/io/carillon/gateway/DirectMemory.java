package io.carillon.gateway;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;

/** What the buffers of connections, and of everything else that Netty moves, take outside of the heap. Any thread. */
public final class DirectMemory {

    private DirectMemory() {}

    /** In bytes; of connections alone where Netty does not count the rest, as without {@code sun.misc.Unsafe}. */
    public static long used() {
        long all = PlatformDependent.usedDirectMemory();
        if (all >= 0) {
            return all;
        }
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider known
                ? known.metric().usedDirectMemory()
                : 0;
    }

    /** How much it may be, in bytes. */
    public static long limit() {
        return PlatformDependent.maxDirectMemory();
    }
}
