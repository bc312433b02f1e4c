package io.carillon.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Config;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent when, towards a server that answers as the test wants it to. */
class PumpTest {

    private static final int WINDOW = 3;
    private static final Refused LATER = new Refused("unavailable", true, 0);
    private static final Refused NEVER = new Refused("forbidden", false, 0);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Stock stock = new Stock();
    private final UplinkCounters counters = new UplinkCounters("u");
    private final Pump pump = new Pump(
            new Site(vertx, context, null, Config::defaults, Clock.systemUTC()),
            stock,
            WINDOW,
            counters,
            new Losses("u", "out", counters.lostOut()));

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /** Has numbers from 1 on. */
    private static final class Stock implements Source {

        private final Deque<Outgoing> left = new ArrayDeque<>();
        private final List<String> done = new ArrayList<>();

        void add(int from, int to, boolean stream) {
            for (int i = from; i <= to; i++) {
                left.add(new Outgoing(
                        Payload.json(String.valueOf(i)), String.valueOf(i), stream ? new Position("e", i) : null));
            }
        }

        @Override
        public Future<Void> open() {
            return Future.succeededFuture();
        }

        @Override
        public Outgoing poll() {
            return left.poll();
        }

        @Override
        public void done(Outgoing message) {
            done.add(message.key());
        }

        @Override
        public void close() {
            left.clear();
        }
    }

    /** What was sent on one connection, by key, and how it is to be answered. */
    private static final class Wire implements Pump.Exit {

        private record Sent(String key, Promise<Void> answer) {}

        private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

        @Override
        public Future<Void> send(Outgoing message) {
            Promise<Void> answer = Promise.promise();
            sent.add(new Sent(message.key(), answer));
            return answer.future();
        }

        Promise<Void> next(String key) throws InterruptedException {
            Sent next = sent.poll(30, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            assertThat(next.key).isEqualTo(key);
            return next.answer;
        }

        void isQuiet() {
            assertThat(sent).isEmpty();
        }
    }

    private <T> T on(Supplier<T> task) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(nothing -> promise.complete(task.get()));
        return promise.future().await();
    }

    private void run(Runnable task) {
        on(() -> {
            task.run();
            return true;
        });
    }

    private Wire attached() {
        Wire wire = new Wire();
        run(() -> pump.attach(wire));
        return wire;
    }

    @Test
    void noMoreIsOnItsWayThanTheWindow() throws Exception {
        stock.add(1, 5, true);
        Wire wire = attached();
        Promise<Void> one = wire.next("1");
        Promise<Void> two = wire.next("2");
        wire.next("3");
        wire.isQuiet();
        run(two::complete);
        wire.isQuiet(); // the first one of them still has no answer
        assertThat(stock.done).isEmpty();
        run(one::complete);
        wire.next("4");
        wire.next("5");
        assertThat(stock.done).containsExactly("1", "2");
    }

    @Test
    void whatHadNoAnswerIsSentAgainInOrderWhereThereIsAStream() throws Exception {
        stock.add(1, 5, true);
        Wire first = attached();
        first.next("1");
        Promise<Void> two = first.next("2");
        Promise<Void> three = first.next("3");
        run(two::complete);
        run(pump::detach);
        Wire second = attached();
        second.next("1");
        second.next("3");
        run(three::complete); // the old connection says so too late
        second.isQuiet();
        assertThat(stock.done).isEmpty();
        assertThat(counters.lostOut().sum()).isZero();
    }

    @Test
    void whatHadNoAnswerIsDroppedWhereThereIsNone() throws Exception {
        stock.add(1, 4, false);
        Wire first = attached();
        run(first.next("1")::complete);
        run(pump::detach);
        Wire second = attached();
        second.isQuiet();
        assertThat(counters.lostOut().sum()).isEqualTo(3);
        assertThat(counters.out().sum()).isEqualTo(1);
    }

    @Test
    void aRefusalForNowIsWaitedForAndThenSentAgainBeforeAnythingElse() throws Exception {
        stock.add(1, 5, true);
        Wire wire = attached();
        Promise<Void> one = wire.next("1");
        Promise<Void> two = wire.next("2");
        Promise<Void> three = wire.next("3");
        run(() -> one.fail(LATER));
        run(() -> two.fail(LATER));
        wire.isQuiet();
        run(three::complete);
        wire.next("1");
        wire.next("2");
        wire.isQuiet(); // 3 is there, but 1 is not
        assertThat(stock.done).isEmpty();
    }

    @Test
    void oneThatIsRefusedAtOnceHoldsUpTheOthers() throws Exception {
        stock.add(1, 3, true);
        BlockingQueue<String> tried = new LinkedBlockingQueue<>();
        Promise<Void> first = Promise.promise();
        AtomicInteger at = new AtomicInteger();
        run(() -> pump.attach(message -> {
            tried.add(message.key());
            int number = at.incrementAndGet();
            return number <= WINDOW
                    ? first.future()
                    : number == 4 ? Future.failedFuture(LATER) : Future.succeededFuture();
        }));
        run(() -> first.fail(LATER));
        List<String> all = new ArrayList<>();
        while (all.size() < 7) {
            all.add(tried.poll(30, TimeUnit.SECONDS));
        }
        assertThat(all).containsExactly("1", "2", "3", "1", "1", "2", "3");
    }

    @Test
    void aRefusalForGoodIsCountedAndTheRestGoesOn() throws Exception {
        stock.add(1, 4, true);
        Wire wire = attached();
        Promise<Void> one = wire.next("1");
        wire.next("2");
        wire.next("3");
        run(() -> one.fail(NEVER));
        wire.next("4");
        assertThat(stock.done).containsExactly("1");
        assertThat(counters.lostOut().sum()).isEqualTo(1);
    }

    @Test
    void whatIsNotForThereIsPassedOverInItsPlace() throws Exception {
        stock.add(1, 1, true);
        stock.left.add(new Outgoing(null, "2", new Position("e", 2)));
        stock.add(3, 3, true);
        Wire wire = attached();
        Promise<Void> one = wire.next("1");
        wire.next("3");
        assertThat(stock.done).isEmpty();
        run(one::complete);
        assertThat(stock.done).containsExactly("1", "2");
    }
}
