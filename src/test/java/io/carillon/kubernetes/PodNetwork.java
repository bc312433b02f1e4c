package io.carillon.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Network namespaces on a bridge that this machine is on, too: each has an address of its own, as a pod has. Addresses are of
 * 198.19.0.0/16, which is reserved for tests of networks (RFC 2544). Needs Linux and root.
 */
final class PodNetwork implements AutoCloseable {

    private static final int FIRST = 10;

    private final String name;
    private final String prefix;
    private final List<String> spaces = new ArrayList<>();

    private PodNetwork(int number) {
        this.name = "ck" + number;
        this.prefix = "198.19." + number + '.';
    }

    static boolean isPossible() {
        try {
            run("ip", "netns", "list");
            run("setpriv", "--version");
            return run("id", "-u").equals("0");
        } catch (IOException e) {
            return false;
        }
    }

    static PodNetwork create() throws IOException {
        String taken = run("ip", "-o", "addr") + run("ip", "-o", "link");
        int number = 1;
        do {
            number = ThreadLocalRandom.current().nextInt(1, 250);
        } while (taken.contains("198.19." + number + '.') || taken.contains("ck" + number));
        PodNetwork network = new PodNetwork(number);
        run("ip", "link", "add", network.name, "type", "bridge");
        run("ip", "addr", "add", network.gateway() + "/24", "dev", network.name);
        run("ip", "link", "set", network.name, "up");
        return network;
    }

    /** This machine's own address in it. */
    String gateway() {
        return prefix + 1;
    }

    /** A namespace for one pod. */
    record Space(String name, String address) {}

    synchronized Space space() throws IOException {
        int number = spaces.size();
        String space = name + 'n' + number;
        String address = prefix + (FIRST + number);
        spaces.add(space);
        run("ip", "netns", "add", space);
        run("ip", "-n", space, "link", "set", "lo", "up");
        run("ip", "link", "add", name + 'v' + number, "type", "veth", "peer", "name", "eth0", "netns", space);
        run("ip", "link", "set", name + 'v' + number, "master", name, "up");
        run("ip", "-n", space, "addr", "add", address + "/24", "dev", "eth0");
        run("ip", "-n", space, "link", "set", "eth0", "up");
        run("ip", "-n", space, "route", "add", "default", "via", gateway());
        return new Space(space, address);
    }

    @Override
    public void close() throws IOException {
        for (String space : spaces) {
            run("ip", "netns", "del", space);
        }
        run("ip", "link", "del", name);
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return said;
    }
}
