package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Writes each frame at once, with a system call of its own. */
final class EpollWriter implements SocketWriter {

    @Override
    public void add(OutboundQueue queue) {
        ByteBuf frame = queue.direct();
        if (frame != null) {
            queue.written(write(queue, frame));
        }
    }

    private static int write(OutboundQueue queue, ByteBuf frame) {
        try {
            int from = frame.readerIndex();
            return queue.descriptor().writeAddress(frame.memoryAddress(), from, from + frame.readableBytes());
        } catch (IOException e) {
            return -1; // the queue meets it again, and says so
        }
    }

    @Override
    public void submit() {}

    @Override
    public void close() {}
}
