package io.carillon.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for whoever has to know one before it is bound. They lie below those that the system gives to connections and to
 * listeners that ask for any. Each process that tests has a share of its own, which it holds by listening at its first port.
 */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int SHARES = 50;

    /** For each process, with the port that it holds. */
    private static final int SHARE = 200;

    private static final ServerSocket HELD = hold();
    private static final int OURS = HELD.getLocalPort() + 1;
    private static final int COUNT = SHARE - 1;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private Ports() {}

    /** The first port of a share that no other process has. */
    private static ServerSocket hold() {
        long wanted = ProcessHandle.current().pid();
        for (int i = 0; i < SHARES; i++) {
            int first = FIRST + (int) ((wanted + i) % SHARES) * SHARE;
            try {
                return new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                continue; // another process's
            }
        }
        throw new IllegalStateException("all shares of ports are taken");
    }

    /** So many free ones in a row, which nobody in this process was given lately; the first of them. */
    public static int inARow(int count) {
        for (int tried = 0; tried < COUNT; tried += count) {
            int first = OURS + NEXT.getAndAdd(count) % (COUNT - count);
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports from " + OURS + " to " + (OURS + COUNT));
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            if (!isFree(port)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
