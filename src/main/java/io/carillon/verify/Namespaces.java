package io.carillon.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Each node in a network namespace of its own, with two interfaces: one to the other nodes, by a bridge that has nothing
 * else, and one to its clients, by a bridge that this machine is on. To cut a host off is to take its cable out of the
 * first: what it sends from then on vanishes, as it does with a switch that is broken.
 *
 * <p>Addresses are of 198.18.0.0/15, which is reserved for tests of networks (RFC 2544).
 */
final class Namespaces implements Hosts {

    private static final int FIRST = 10;
    private static final int MOST = 250;
    private static final Host.Ports PORTS = new Host.Ports(8080, 9080, 5701);

    private final int number;
    private final String name;
    private final List<Host> hosts = new ArrayList<>();

    private Namespaces(int number) {
        this.number = number;
        this.name = "cv" + number;
    }

    /**
     * @throws IllegalArgumentException in the words of the command line, where this cannot be done here
     * @throws IOException where it fails all the same
     */
    static Namespaces create(int count) throws IOException {
        check();
        Namespaces namespaces = new Namespaces(freeNumber());
        try {
            namespaces.build(count);
            return namespaces;
        } catch (IOException e) {
            namespaces.close();
            throw e;
        }
    }

    /** Whether it can be done here. */
    static void check() {
        String needed = "where network namespaces can be made: on Linux, by root, with the command ip (iproute2)";
        try {
            Plan.check(Shell.run("id", "-u").equals("0"), "--partition", "a user who is not root", needed);
            Shell.run("ip", "netns", "list");
        } catch (IOException e) {
            Plan.check(false, "--partition", String.valueOf(e.getMessage()), needed);
        }
    }

    private static int freeNumber() throws IOException {
        String links = Shell.run("ip", "-o", "addr") + Shell.run("ip", "-o", "link") + Shell.run("ip", "netns", "list");
        return IntStream.generate(() -> 1 + ThreadLocalRandom.current().nextInt(MOST))
                .filter(number -> !links.contains("198.18." + number + '.')
                        && !links.contains("198.19." + number + '.')
                        && !links.contains("cv" + number))
                .limit(1)
                .findFirst()
                .orElseThrow();
    }

    private void build(int count) throws IOException {
        ip("link", "add", peers(), "type", "bridge");
        ip("link", "set", peers(), "up");
        ip("link", "add", name, "type", "bridge");
        ip("addr", "add", "198.19." + number + ".1/24", "dev", name);
        ip("link", "set", name, "up");
        for (int i = 0; i < count; i++) {
            host(i);
        }
    }

    private void host(int i) throws IOException {
        String space = space(i);
        String address = "198.19." + number + '.' + (FIRST + i);
        String peerAddress = "198.18." + number + '.' + (FIRST + i);
        ip("netns", "add", space);
        ip("-n", space, "link", "set", "lo", "up");
        cable(space, cable(i), "peers", peers(), peerAddress);
        cable(space, name + 'c' + i, "clients", name, address);
        hosts.add(new Host(address, peerAddress, PORTS, List.of("ip", "netns", "exec", space)));
    }

    private static void cable(String space, String outside, String inside, String bridge, String address)
            throws IOException {
        ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", space);
        ip("link", "set", outside, "master", bridge);
        ip("link", "set", outside, "up");
        ip("-n", space, "addr", "add", address + "/24", "dev", inside);
        ip("-n", space, "link", "set", inside, "up");
    }

    private String space(int host) {
        return name + 'n' + host;
    }

    private String peers() {
        return name + 'x';
    }

    private String cable(int host) {
        return name + 'p' + host;
    }

    private static void ip(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Shell.run(command);
    }

    @Override
    public List<Host> all() {
        return hosts;
    }

    @Override
    public void cut(int host) throws IOException {
        ip("link", "set", cable(host), "nomaster");
    }

    @Override
    public void heal(int host) throws IOException {
        ip("link", "set", cable(host), "master", peers());
    }

    /** Whatever of it there is; the processes in it have to have ended. */
    @Override
    public void close() {
        for (int i = 0; i < Math.max(hosts.size() + 1, 1); i++) {
            quietly("link", "del", cable(i));
            quietly("link", "del", name + 'c' + i);
            quietly("netns", "del", space(i));
        }
        quietly("link", "del", peers());
        quietly("link", "del", name);
    }

    private static void quietly(String... arguments) {
        try {
            ip(arguments);
        } catch (IOException e) {
            // it was not made, or is gone
        }
    }
}
