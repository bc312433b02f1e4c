package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoOps;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to many sockets with one system call: a ring of io_uring beside the event loop's epoll, into which the sends of a
 * turn are put together. They do not wait for a socket (MSG_DONTWAIT), so all of them are done when the call returns.
 *
 * <p>Only between {@link #submit} and its end is anything of a connection in the kernel's hands, and nothing else happens
 * on the event loop meanwhile: no descriptor is closed, and no buffer released, that the kernel still uses.
 */
final class RingWriter implements SocketWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RingWriter.class);

    /** Sends that share a system call. The ring has room for them and for what Netty's handler puts in on its own. */
    static final int MOST = 1000;

    private static final int ENTRIES = 1024;

    /** IORING_OP_SEND, in linux/io_uring.h. */
    private static final byte SEND = 26;

    /** MSG_DONTWAIT and MSG_NOSIGNAL, in sys/socket.h. */
    private static final int FLAGS = 0x40 | 0x4000;

    /** A send that was not answered; no error has this number. */
    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final Ring ring;
    private final SocketWriter otherwise = new EpollWriter();
    private final @Nullable OutboundQueue[] queues = new OutboundQueue[MOST];
    private final int[] results = new int[MOST];
    private int size;
    private int running;
    private boolean broken;

    /**
     * @param loop whose thread calls this, and all methods
     * @throws RuntimeException where the kernel does not permit it
     */
    RingWriter(EventLoop loop) {
        ring = new Ring(loop);
    }

    @Override
    public void add(OutboundQueue queue) {
        if (broken) {
            otherwise.add(queue);
            return;
        }
        if (size == MOST) {
            submit();
        }
        queues[size++] = queue;
    }

    @Override
    public void submit() {
        if (size > 0) {
            send();
            tell();
        }
    }

    private void send() {
        Arrays.fill(results, 0, size, UNKNOWN);
        try {
            for (int i = 0; i < size; i++) {
                prepare(i);
            }
            while (running > 0) {
                ring.handler.run(ring);
            }
        } catch (RuntimeException e) {
            LOG.error("io_uring failed, and is used no more on this event loop", e);
            broken = true;
        }
    }

    private void prepare(int index) {
        OutboundQueue queue = queues[index];
        ByteBuf frame = queue == null ? null : queue.direct();
        if (queue == null || frame == null) {
            results[index] = 0;
        } else {
            ring.send(queue.descriptor().intValue(), frame, (short) index);
            running++;
        }
    }

    /** Nothing is added meanwhile: only the shard's turn does that. */
    private void tell() {
        for (int i = 0; i < size; i++) {
            OutboundQueue queue = queues[i];
            queues[i] = null;
            if (queue != null && results[i] == UNKNOWN) {
                queue.broke();
            } else if (queue != null) {
                queue.written(results[i]);
            }
        }
        size = 0;
    }

    @Override
    public void close() {
        if (!broken) { // what is left in a broken ring must never be sent
            ring.handler.prepareToDestroy();
            ring.handler.destroy();
        }
    }

    /** The ring, and what Netty's handler of rings asks of those who use it. */
    private final class Ring implements IoUringIoHandle, IoHandlerContext {

        private final IoHandler handler;
        private final IoRegistration registration;

        Ring(EventLoop loop) {
            handler = IoUringIoHandler.newFactory(ENTRIES).newHandler(loop);
            handler.initialize();
            try {
                registration = handler.register(this);
            } catch (Exception e) {
                throw new IllegalStateException("io_uring takes no registration", e);
            }
        }

        void send(int descriptor, ByteBuf frame, short index) {
            long address = frame.memoryAddress() + frame.readerIndex();
            registration.submit(new IoUringIoOps(
                    SEND,
                    (byte) 0,
                    (short) 0,
                    descriptor,
                    0,
                    address,
                    frame.readableBytes(),
                    FLAGS,
                    index,
                    (short) 0,
                    (short) 0,
                    0,
                    0));
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent sent = (IoUringIoEvent) event;
            results[sent.data()] = sent.res();
            running--;
        }

        @Override
        public void close() {
            registration.cancel();
        }

        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long now) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
