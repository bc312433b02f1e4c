package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Conflation;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BroadcastTest {

    private final Broadcast broadcast = new Broadcast(
            new Publication(new RoomName("r"), Payload.json("1"), Sender.service("test"), 0, null), Conflation.OFF);

    /** Counts how often it was asked. */
    private static final class Counting implements Encoding {

        private final AtomicInteger times = new AtomicInteger();

        @Override
        public byte[] encode(ServerMessage message) {
            times.incrementAndGet();
            return new byte[8];
        }
    }

    @Test
    @Timeout(30)
    void isEncodedOnceForEachEncodingHoweverManyEventLoopsAsk() throws Exception {
        List<Counting> encodings =
                IntStream.range(0, 5).mapToObj(i -> new Counting()).toList();
        Set<byte[]> made = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> loops = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    await(start);
                    encodings.forEach(encoding -> made.add(broadcast.encoded(encoding)));
                }))
                .toList();
        loops.forEach(Thread::start);
        start.countDown();
        for (Thread loop : loops) {
            loop.join();
        }

        assertThat(encodings).allSatisfy(encoding -> assertThat(encoding.times).hasValue(1));
        assertThat(made).hasSize(5);
    }

    @Test
    @Timeout(30)
    void waitsForNoOtherEncoding() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread slow = new Thread(() -> broadcast.encoded(message -> {
            begun.countDown();
            await(end);
            return new byte[1];
        }));
        slow.start();
        begun.await();

        assertThat(broadcast.encoded(message -> new byte[] {2})).containsExactly(2);

        end.countDown();
        slow.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
