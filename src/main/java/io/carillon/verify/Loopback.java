package io.carillon.verify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** All nodes on this machine's loopback interface, told apart by their ports. */
final class Loopback implements Hosts {

    private static final String ADDRESS = "127.0.0.1";
    private static final int LOWEST = 20_000; // below what the system gives to clients
    private static final int RANGE = 10_000;
    private static final int PORTS = 3;

    private final List<Host> hosts = new ArrayList<>();

    Loopback(int count) {
        int first = freePorts(count * PORTS);
        for (int i = 0; i < count; i++) {
            // one after the other by kind: a node takes the first free port of all that are for peers
            Host.Ports ports = new Host.Ports(first + i, first + count + i, first + 2 * count + i);
            hosts.add(new Host(ADDRESS, ADDRESS, ports, List.of()));
        }
    }

    private static int freePorts(int count) {
        return IntStream.generate(() -> LOWEST + ThreadLocalRandom.current().nextInt(RANGE))
                .filter(first -> IntStream.range(first, first + count).allMatch(Loopback::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<Host> all() {
        return hosts;
    }

    @Override
    public void cut(int host) {
        throw new UnsupportedOperationException("nobody can be cut off on the loopback interface");
    }

    @Override
    public void heal(int host) {
        throw new UnsupportedOperationException("nobody can be cut off on the loopback interface");
    }

    @Override
    public void close() {}
}
