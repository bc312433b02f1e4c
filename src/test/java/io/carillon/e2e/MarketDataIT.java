package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The example of {@code docs/market-data.md}, with its configuration: 200 instruments in four markets, each with 100 prices
 * a second, a reader that takes everything and one that takes 10 kB/s for a while and then everything, too.
 */
@Timeout(300)
class MarketDataIT {

    private static final Path CONFIG = Path.of("conf", "examples", "market-data.yaml");
    private static final int MARKETS = 4;
    private static final int INSTRUMENTS = 50;

    /** Between two prices of an instrument, in ns. */
    private static final long TICK = 10_000_000;

    /** The prices of each instrument: while the JVM gets warm, while one reader is slow, and while none is. */
    private static final int WARMED = 50;

    private static final int SLOWED = WARMED + 1000;
    private static final int LAST = SLOWED + 300;

    /**
     * How many prices of an instrument the normal reader may be behind before the feeds wait for it: as many as the
     * operating system's buffers have room for, so that it never counts as a slow one.
     */
    private static final int WINDOW = 5;

    /** Bytes a second. */
    private static final int SLOW_RATE = 10_000;

    /** How late a price may be for whoever reads at full speed, in ms. */
    private static final long LATE = 1_000;

    /**
     * Which part of the prices may be later than that. Where the machine stands still for seconds, all are that are on
     * their way then, and no more come: some hundreds of many thousands. Who is behind is so with all of them.
     */
    private static final double EXCUSED = 0.1;

    /** Of a reader: it gets warm, is slow if it is the slow one, reads what waits for it, and reads at full speed. */
    private enum Phase {
        WARM,
        SLOW,
        CATCHING_UP,
        FULL
    }

    /** Reads prices, and notes how late they are. One thread; others may look at what is volatile. */
    private static final class Reader implements Runnable {

        private final RawSocket socket;
        private final int[][] last = new int[MARKETS][INSTRUMENTS];
        private volatile int rate;
        private volatile int messages;
        private final int[] newestOf = new int[MARKETS];

        /** Of the market that is the most behind: each comes over a connection of its own. */
        private volatile int newest;

        private volatile boolean sawAll;
        private volatile Phase phase = Phase.WARM;

        /** Of how many instruments it has seen the last price of the time when one reader was slow, or a newer one. */
        private volatile int caughtUp;

        private final AtomicLongArray prices = new AtomicLongArray(Phase.values().length);
        private final AtomicLongArray lates = new AtomicLongArray(Phase.values().length);
        private final AtomicLongArray latest = new AtomicLongArray(Phase.values().length);
        private int unseen = MARKETS * INSTRUMENTS;
        private int open = MARKETS * INSTRUMENTS;

        /** Completes when it has seen the last price of every instrument. */
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        /**
         * @param rate in bytes a second; 0 is as fast as it can
         */
        private Reader(RawSocket socket, int rate) {
            this.socket = socket;
            this.rate = rate;
        }

        @Override
        public void run() {
            try {
                while (open > 0) {
                    RawSocket.Frame frame = socket.readPastPings();
                    assertThat(frame.opcode()).as(frame.closeReason()).isEqualTo(0x1);
                    price(frame.text());
                    if (rate > 0) {
                        LockSupport.parkNanos(frame.payload().length * 1_000_000_000L / rate);
                    }
                }
                end.complete(null);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        }

        private void price(String text) {
            int market = (int) number(text, "\"market\":");
            int instrument = (int) number(text, "\"symbol\":\"I");
            int n = (int) number(text, "\"n\":");
            int before = last[market][instrument];
            last[market][instrument] = n;
            assertThat(n).isGreaterThan(before);
            messages++;
            newestOf[market] = Math.max(newestOf[market], n);
            newest = Arrays.stream(newestOf).min().orElseThrow();
            if (before == 0 && --unseen == 0) {
                sawAll = true;
            }
            if (n == LAST) {
                open--;
            }
            if (before < SLOWED && n >= SLOWED) {
                caughtUp++;
            }
            int now = phase.ordinal();
            long late = System.currentTimeMillis() - number(text, "\"at\":");
            latest.accumulateAndGet(now, late, Math::max);
            prices.incrementAndGet(now);
            lates.addAndGet(now, late < LATE ? 0 : 1);
        }

        /** Which part of the messages of a phase came too late. */
        private double partLate(Phase of) {
            return (double) lates.get(of.ordinal()) / prices.get(of.ordinal());
        }

        /** How late the latest message of a phase was, in ms. */
        private long latest(Phase of) {
            return latest.get(of.ordinal());
        }

        private static long number(String text, String name) {
            int start = text.indexOf(name) + name.length();
            int end = start;
            while (Character.isDigit(text.charAt(end))) {
                end++;
            }
            return Long.parseLong(text, start, end, 10);
        }
    }

    @Test
    void aSlowReaderGetsTheNewestOfEveryInstrumentAndANormalOneEverything() throws Exception {
        // The feeds never read, and answer no ping, however long a busy machine makes them take.
        try (TestServer server = TestServer.start(List.of(CONFIG), false, "keepalive={interval: 10m}");
                Client normalClient = reader(server, new RawSocket(server.port()));
                Client slowClient = reader(server, RawSocket.narrow(server.port(), 8 * 1024))) {
            Reader normal = new Reader(normalClient.socket(), 0);
            Reader slow = new Reader(slowClient.socket(), SLOW_RATE);
            List<Client> feeds = feeds(server);
            start(normal);
            start(slow);

            publish(feeds, normal, 1, WARMED, 5 * TICK);
            normal.phase = Phase.FULL;
            slow.phase = Phase.SLOW;
            long began = System.nanoTime();
            publish(feeds, normal, WARMED + 1, SLOWED, TICK);
            int seenSlowly = slow.messages;
            long slowPhase = (System.nanoTime() - began) / 1_000_000;
            boolean sawAll = slow.sawAll;
            slow.phase = Phase.CATCHING_UP;
            slow.rate = 0;
            long caughtUp = Eventually.until(
                            Duration.ofSeconds(20),
                            "the slow reader has the newest of all",
                            () -> slow.caughtUp == MARKETS * INSTRUMENTS || slow.end.isDone())
                    .toMillis();
            int onTheWay = slow.messages - seenSlowly;
            slow.phase = Phase.FULL;
            publish(feeds, normal, SLOWED + 1, LAST, TICK);
            normal.end.get(60, TimeUnit.SECONDS);
            slow.end.get(60, TimeUnit.SECONDS);
            feeds.forEach(Client::close);

            System.out.printf(
                    "normal: %d prices, %d ms late at most; slow: %d prices in %d ms, %d ms late at most,"
                            + " caught up with %d in %d ms, then %d ms late at most%n",
                    normal.messages,
                    normal.latest(Phase.FULL),
                    seenSlowly,
                    slowPhase,
                    slow.latest(Phase.SLOW),
                    onTheWay,
                    caughtUp,
                    slow.latest(Phase.FULL));
            assertThat(normal.messages).isEqualTo(MARKETS * INSTRUMENTS * LAST);
            assertThat(normal.partLate(Phase.FULL)).isLessThan(EXCUSED);
            assertThat(sawAll).isTrue();
            assertThat(slow.latest(Phase.SLOW)).isLessThan(slowPhase * 7 / 10); // and not later all the time
            assertThat(onTheWay).isLessThan(MARKETS * INSTRUMENTS * (SLOWED - WARMED) / 20); // the rest was left out
            assertThat(slow.partLate(Phase.FULL)).isLessThan(EXCUSED);
        }
    }

    private static void start(Reader reader) {
        Thread thread = new Thread(reader);
        thread.setDaemon(true);
        thread.start();
    }

    private static String room(int market) {
        return "prices:" + market;
    }

    private static Client reader(TestServer server, RawSocket socket) {
        String token = Tokens.sign(new JsonObject().put("sub", "reader").put("exp", Tokens.now() + 3600));
        Client client = Client.connect(socket, "/ws", token);
        for (int i = 0; i < MARKETS; i++) {
            client.join(room(i));
        }
        return client;
    }

    private static List<Client> feeds(TestServer server) {
        String token = Tokens.of("feed", new JsonObject().put("prices:*", new JsonArray().add("publish")));
        return IntStream.range(0, MARKETS)
                .mapToObj(market -> Client.connect(server.port(), "/ws", token))
                .toList();
    }

    /**
     * Publishes a price of each instrument at each tick. Where other work takes the machine's cores, the feeds slow down
     * rather than that the normal reader becomes a slow one, too.
     */
    private static void publish(List<Client> feeds, Reader normal, int from, int to, long tick) {
        long due = System.nanoTime();
        for (int n = from; n <= to; n++) {
            LockSupport.parkNanos(due - System.nanoTime());
            while (n - normal.newest > WINDOW && !normal.end.isDone()) {
                LockSupport.parkNanos(1_000_000);
            }
            for (int market = 0; market < MARKETS; market++) {
                feeds.get(market).socket().send(prices(market, n));
            }
            due = Math.max(due + tick, System.nanoTime() - 5 * tick);
        }
    }

    private static byte[] prices(int market, int n) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        long time = System.currentTimeMillis();
        for (int i = 0; i < INSTRUMENTS; i++) {
            String text = "{\"type\":\"publish\",\"room\":\"" + room(market) + "\",\"data\":{\"symbol\":\"I" + i
                    + "\",\"market\":" + market + ",\"n\":" + n + ",\"bid\":101.25,\"ask\":101.27,\"at\":" + time
                    + "}}";
            frames.writeBytes(RawSocket.frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
        }
        return frames.toByteArray();
    }
}
