package io.carillon.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for whoever has to know one before it is bound. They lie below those that the system gives to connections and to
 * listeners that ask for any, and processes that test at the same time look in different places.
 */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int SHARES = 50;

    /** For each process. */
    private static final int SHARE = 200;

    private static final int OURS = FIRST + (int) (ProcessHandle.current().pid() % SHARES) * SHARE;

    private static final AtomicInteger NEXT = new AtomicInteger();

    private Ports() {}

    /** So many free ones in a row, which nobody in this process was given lately; the first of them. */
    public static int inARow(int count) {
        for (int tried = 0; tried < SHARE; tried += count) {
            int first = OURS + NEXT.getAndAdd(count) % (SHARE - count);
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports from " + OURS + " to " + (OURS + SHARE));
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
