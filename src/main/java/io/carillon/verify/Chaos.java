package io.carillon.verify;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Breaks a {@link Lab}: one node at a time, and the next only when the cluster is whole again, since that is what one copy
 * can stand. What is done to whom is chosen by a seed and repeats; when, depends on how long the cluster takes.
 */
public final class Chaos implements Breakage {

    /**
     * What is done.
     *
     * @param rounds so often all nodes are restarted in turn, before anything else
     * @param kinds what else is done, at random; may be empty
     * @param every the shortest time between the beginnings of two faults, and before the first
     * @param lasting how long a node is frozen, or cut off
     */
    public record Habits(int rounds, List<FaultKind> kinds, Duration every, Duration lasting, long seed) {
        public Habits {
            kinds = List.copyOf(kinds);
            Plan.check(rounds >= 0 && rounds <= 1000, "--rolling-restart", rounds, "0 to 1000");
        }

        public boolean isNothing() {
            return rounds == 0 && kinds.isEmpty();
        }
    }

    private static final int HEALING = 180_000;
    private static final long LOOK = 300;

    /** Clients return to a node that is back, within 2 s: what is done to one without clients shows little. */
    private static final long RETURN = 3_000;

    /** A cluster that has just become one moves its data a moment later: so often in a row it has to look whole. */
    private static final int SURE = 3;

    private final Lab lab;
    private final Habits habits;
    private final List<FaultEvent> events = new ArrayList<>();
    private volatile int roundsDone;
    private volatile boolean isEnding;
    private volatile @Nullable String problem;
    private @Nullable Thread thread;

    public Chaos(Lab lab, Habits habits) {
        this.lab = lab;
        this.habits = habits;
    }

    @Override
    public void begin(Timeline time) {
        Thread breaking = new Thread(() -> run(time), "faults");
        breaking.setDaemon(true);
        thread = breaking;
        breaking.start();
    }

    private void run(Timeline time) {
        try {
            pause(habits.every.toMillis());
            while (!isEnding && roundsDone < habits.rounds) {
                for (int node = 0; node < lab.size() && !isEnding; node++) {
                    fault(time, FaultKind.RESTART, node);
                }
                roundsDone++;
            }
            Random random = new Random(habits.seed);
            while (!isEnding && !habits.kinds.isEmpty()) {
                FaultKind kind = habits.kinds.get(random.nextInt(habits.kinds.size()));
                int began = time.now();
                fault(time, kind, random.nextInt(lab.size()));
                pause(habits.every.toMillis() - (time.now() - began));
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            problem = "the faults were interrupted";
        }
    }

    /** Waits, but not longer than there is something to wait for. */
    private void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isEnding && System.nanoTime() < until) {
            Thread.sleep(LOOK);
        }
    }

    private void fault(Timeline time, FaultKind kind, int node) throws IOException, InterruptedException {
        int began = time.now();
        note(new FaultEvent(kind, node, began, null, null));
        strike(kind, node);
        int ended = time.now();
        replace(new FaultEvent(kind, node, began, ended, null));
        if (!awaitWhole()) {
            throw new IOException("the cluster was not whole " + HEALING / 1000 + " s after a " + kind + " of node "
                    + (node + 1) + " was over");
        }
        replace(new FaultEvent(kind, node, began, ended, time.now()));
        pause(RETURN);
    }

    private void strike(FaultKind kind, int node) throws IOException, InterruptedException {
        switch (kind) {
            case KILL -> {
                lab.node(node).kill();
                lab.node(node).start();
            }
            case FREEZE -> {
                lab.node(node).freeze();
                Thread.sleep(habits.lasting.toMillis());
                lab.node(node).thaw();
            }
            case PARTITION -> {
                lab.hosts().cut(node);
                Thread.sleep(habits.lasting.toMillis());
                lab.hosts().heal(node);
            }
            case RESTART -> {
                lab.node(node).stop();
                lab.node(node).start();
            }
        }
    }

    private boolean awaitWhole() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HEALING);
        int inRow = 0;
        while (inRow < SURE && System.nanoTime() < until) {
            Thread.sleep(LOOK);
            inRow = lab.isWhole() ? inRow + 1 : 0;
        }
        return inRow >= SURE;
    }

    private synchronized void note(FaultEvent event) {
        events.add(event);
    }

    private synchronized void replace(FaultEvent event) {
        events.set(events.size() - 1, event);
    }

    @Override
    public boolean hasMore() {
        return roundsDone < habits.rounds && problem == null;
    }

    @Override
    public boolean end() {
        isEnding = true;
        Thread breaking = thread;
        return breaking == null || !breaking.isAlive();
    }

    @Override
    public synchronized List<FaultEvent> events() {
        return List.copyOf(events);
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
