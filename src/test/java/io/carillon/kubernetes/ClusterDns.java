package io.carillon.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A DNS server that knows the names of a cluster (RFC 1035): addresses of version 4 for names that it was told, no such name for
 * all others. A thread of its own answers.
 */
final class ClusterDns implements AutoCloseable {

    private static final int ADDRESS = 1;
    private static final int HEADER = 12;
    private static final int TTL = 5;

    private final DatagramSocket socket;
    private final Map<String, List<String>> names = new ConcurrentHashMap<>();
    private final Map<String, Blind> blind = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    /** One who is told of no names until some time has passed since its first question for one of them, and it has asked again. */
    private static final class Blind {

        /** Of one look-up, for both kinds of addresses: a machine that stands still may leave time for no other. */
        private static final int AT_ONCE = 2;

        private final String name;
        private final long nanos;
        private final AtomicInteger questions = new AtomicInteger();
        private volatile long since;

        Blind(String name, Duration duration) {
            this.name = name;
            this.nanos = duration.toNanos();
        }

        boolean seesNothing(String asked) {
            if (!asked.equals(name)) {
                return false;
            }
            long now = System.nanoTime();
            if (questions.get() == 0) {
                since = now;
            }
            boolean isBlind = now - since < nanos || questions.get() <= AT_ONCE;
            if (isBlind) {
                questions.incrementAndGet();
            }
            return isBlind;
        }
    }

    private ClusterDns(DatagramSocket socket) {
        this.socket = socket;
    }

    /** Listens at the usual port of an address. */
    static ClusterDns at(String address) throws IOException {
        ClusterDns dns = new ClusterDns(new DatagramSocket(new InetSocketAddress(address, 53)));
        Thread thread = new Thread(dns::serve, "dns");
        thread.setDaemon(true);
        thread.start();
        return dns;
    }

    void tell(String name, List<String> addresses) {
        names.put(name, List.copyOf(addresses));
    }

    /** There is no such name for one who asks, for so long after its first question, and for more than one look-up. */
    void hide(String name, String asker, Duration duration) {
        blind.put(asker, new Blind(name, duration));
    }

    /** How often one asked for what was hidden from it. */
    int askedInVain(String asker) {
        return blind.get(asker).questions.get();
    }

    /** The names that were asked for, found or not. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        byte[] bytes = new byte[512];
        while (!socket.isClosed()) {
            DatagramPacket question = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(question);
                byte[] answer = answer(bytes, question.getAddress().getHostAddress());
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private byte[] answer(byte[] question, String asker) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        for (; question[at] != 0; at += question[at] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
        }
        int type = question[at + 2];
        int end = at + 5; // the name's end, its type and class
        asked.add(name.toString());
        Blind hidden = blind.get(asker);
        List<String> known = hidden != null && hidden.seesNothing(name.toString()) ? null : names.get(name.toString());
        List<String> addresses = known == null || type != ADDRESS ? List.of() : known;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(question, 0, 2); // the id
        out.writeShort(known == null ? 0x8583 : 0x8580); // an answer with authority; no such name, or no error
        out.writeShort(1);
        out.writeShort(addresses.size());
        out.writeInt(0);
        out.write(question, HEADER, end - HEADER);
        for (String address : addresses) {
            out.writeShort(0xC000 + HEADER); // the name in the question
            out.writeShort(ADDRESS);
            out.writeShort(1);
            out.writeInt(TTL);
            out.writeShort(4);
            out.write(InetAddress.getByName(address).getAddress());
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
