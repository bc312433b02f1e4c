package io.carillon.support;

import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A TCP proxy on 127.0.0.1 that does what networks do: it cuts, freezes, holds back and refuses. What it has taken in
 * arrives whole and in order, until it is cut. Its methods are for any thread, and return when what they say is done;
 * everything else happens on its own event loop.
 */
public final class FaultProxy implements AutoCloseable {

    private static final long PATIENCE = 30;

    /** How a connection ends. */
    public enum Ending {

        /** As if the peer had closed it, once what was under way has arrived. */
        CLOSE,

        /** At once, by a reset. */
        RESET,

        /** Nobody is told: what is sent goes nowhere from then on. */
        SILENCE
    }

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final NetServer server;
    private final NetClient client;
    private final Set<Pair> pairs = new HashSet<>();
    private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private int target;
    private boolean frozen;
    private boolean refusing;
    private boolean holding;

    private FaultProxy(int target) {
        this.target = target;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(30_000));
        this.server = vertx.createNetServer().connectHandler(this::accept);
    }

    /** One that leads to a port of this machine. */
    public static FaultProxy to(int port) {
        FaultProxy proxy = new FaultProxy(port);
        proxy.run(() -> proxy.server
                .listen(0, "127.0.0.1")
                .<Void>mapEmpty()
                .toCompletionStage()
                .toCompletableFuture());
        return proxy;
    }

    /** Where it listens. */
    public int port() {
        return server.actualPort();
    }

    /** How many connections have come so far, those that were refused included. */
    public int accepted() {
        return arrivals.size();
    }

    /** When those came, by {@link System#nanoTime()}. */
    public List<Long> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Ends all connections, without a word. New ones are taken. */
    public void cut() {
        cut(Ending.CLOSE);
    }

    /** The same in some other way. Answers how many there were. */
    public int cut(Ending how) {
        return all(pair -> pair.cut(how));
    }

    /**
     * Ends all connections when so many bytes more have gone to the client, most likely amid a frame; those that are to be
     * ended already, at their own time. Answers how many there are.
     */
    public int cutAfter(int bytes, Ending how) {
        return all(pair -> pair.cutAfter(bytes, how));
    }

    /** How many connections there are from end to end. */
    public int open() {
        return all(pair -> {});
    }

    /** How many connections were cut so far. */
    public int cuts() {
        return cuts.get();
    }

    private int all(Consumer<Pair> fault) {
        int[] count = new int[1];
        now(() -> {
            List<Pair> connected =
                    pairs.stream().filter(pair -> pair.out != null).toList();
            count[0] = connected.size();
            connected.forEach(fault);
        });
        return count[0];
    }

    /** Nothing moves any more in either direction, and nothing ends; new connections are taken and lead nowhere. */
    public void freeze() {
        now(() -> {
            frozen = true;
            pairs.forEach(Pair::turn);
        });
    }

    /** Ends a freeze; what was sent meanwhile arrives. */
    public void thaw() {
        now(() -> {
            frozen = false;
            List.copyOf(pairs).forEach(Pair::turn);
        });
    }

    /** Whether what servers say stays here, on its way to clients; what clients say goes on. */
    public void hold(boolean whether) {
        now(() -> {
            holding = whether;
            List.copyOf(pairs).forEach(Pair::turn);
        });
    }

    /** Whether new connections are hung up on at once. */
    public void refuse(boolean whether) {
        now(() -> refusing = whether);
    }

    /** New connections lead to this port: of a server that was started anew. */
    public void redirect(int port) {
        now(() -> target = port);
    }

    private void now(Runnable task) {
        run(() -> {
            task.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    private void run(Supplier<CompletableFuture<Void>> task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> task.get().whenComplete((result, cause) -> {
            if (cause == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(cause);
            }
        }));
        try {
            done.get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void accept(NetSocket near) {
        arrivals.add(System.nanoTime());
        if (refusing) {
            near.close();
            return;
        }
        near.pause();
        pairs.add(new Pair(near));
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Two connections that are one to whoever is at their ends. */
    private final class Pair {

        private final NetSocket near;
        private NetSocket far;
        private Lane out;
        private Lane in;
        private boolean asked;
        private boolean over;
        private boolean silent;
        private int left = Integer.MAX_VALUE; // bytes to the client until it ends
        private Ending how = Ending.CLOSE;

        Pair(NetSocket near) {
            this.near = near;
            near.closeHandler(closed -> cut());
            near.exceptionHandler(cause -> {});
            turn();
        }

        /** Goes on, or stops, as the proxy is now. */
        void turn() {
            if (!frozen && !asked) {
                asked = true;
                client.connect(target, "127.0.0.1").onSuccess(this::connected).onFailure(cause -> cut());
            } else if (out != null) {
                out.turn();
                in.turn();
            }
        }

        private void connected(NetSocket socket) {
            if (over) {
                socket.close();
                return;
            }
            far = socket;
            far.exceptionHandler(cause -> {});
            out = new Lane(near, far);
            in = new Lane(far, near);
            near.closeHandler(closed -> out.end());
            far.closeHandler(closed -> in.end());
        }

        void cutAfter(int bytes, Ending ending) {
            if (left == Integer.MAX_VALUE) {
                left = bytes;
                how = ending;
            }
        }

        void cut(Ending how) {
            cuts.incrementAndGet();
            if (how == Ending.SILENCE) {
                silent = true;
                pairs.remove(this);
                turn();
                return;
            }
            if (how == Ending.RESET) {
                reset(near);
                reset(far);
            }
            cut();
        }

        private static void reset(NetSocket socket) {
            ((NetSocketInternal) socket)
                    .channelHandlerContext()
                    .channel()
                    .config()
                    .setOption(ChannelOption.SO_LINGER, 0);
        }

        void cut() {
            over = true;
            pairs.remove(this);
            near.close();
            if (far != null) {
                far.close();
            }
        }

        /** One direction. */
        private final class Lane {

            private final NetSocket from;
            private final NetSocket to;
            private final Deque<Buffer> waiting = new ArrayDeque<>();
            private boolean ended;

            Lane(NetSocket from, NetSocket to) {
                this.from = from;
                this.to = to;
                from.handler(bytes -> {
                    waiting.add(bytes);
                    turn();
                });
                to.drainHandler(drained -> turn());
                turn();
            }

            /** The sender has hung up: so does the other side, after what was under way. */
            void end() {
                if (silent) {
                    return; // the other end does not hear of it
                }
                ended = true;
                turn();
            }

            void turn() {
                if (silent) {
                    waiting.clear();
                    from.resume();
                    return;
                }
                while (!silent
                        && !over
                        && !frozen
                        && !(holding && to == near)
                        && !waiting.isEmpty()
                        && !to.writeQueueFull()) {
                    write(waiting.remove());
                }
                if (frozen || to.writeQueueFull()) {
                    from.pause();
                } else {
                    from.resume();
                }
                if (ended && waiting.isEmpty() && !frozen) {
                    cut();
                }
            }

            private void write(Buffer bytes) {
                Buffer some = to == near && bytes.length() > left ? bytes.slice(0, left) : bytes;
                to.write(some).onFailure(cause -> {}); // it has ended
                if (to == near && left != Integer.MAX_VALUE) {
                    left -= some.length();
                    if (left == 0) {
                        cut(how);
                    }
                }
            }
        }
    }
}
