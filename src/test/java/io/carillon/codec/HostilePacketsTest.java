package io.carillon.codec;

import static io.carillon.codec.Wire.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets that nobody meant well. */
class HostilePacketsTest {

    private static final int ROUNDS = 20_000;
    /** Far more than the packets here need, and far less than they may announce. */
    private static final long ALLOCATION_LIMIT = 1 << 20;

    private static final byte[] TELLING = {
        0,
        1,
        4,
        5,
        0x7F,
        (byte) 0x80,
        (byte) 0x91,
        (byte) 0xC1,
        (byte) 0xC6,
        (byte) 0xDB,
        (byte) 0xDD,
        (byte) 0xDF,
        (byte) 0xFF,
        '"',
        '\\',
        '{',
        '[',
        ']',
        '}'
    };
    private static final int[] LENGTHS = {
        Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -5, Integer.MAX_VALUE - 12, 0, 1 << 28
    };

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void failInNoOtherWayThanTheTwoThatAreMeant(Wire wire) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> packets = packets(wire);
        packets.forEach(packet -> wire.codec().decode(packet, Revision.V1_1)); // loads what it needs
        int taken = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = changed(wire, packets.get(random.nextInt(packets.size())), random);
            try {
                taken += isTaken(wire, packet) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ", packet " + HexFormat.of().formatHex(packet), e);
            }
        }
        assertThat(taken).as("seed %d", seed).isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50); // both were seen
    }

    private static List<byte[]> packets(Wire wire) {
        Map<String, Object> data = map(
                "text",
                "é🔔",
                "list",
                new ArrayList<>(List.of(1L, 1L << 40, -7L, 1.5, true)),
                "map",
                map("null", null));
        if (wire != Wire.JSON) {
            data.put("bytes", new byte[20]);
            data.put("time", Instant.ofEpochMilli(1));
        }
        return List.of(
                wire.packet(map("type", "publish", "room", "r", "id", 7L, "data", data, "key", "k", "x", data)),
                wire.packet(map(
                        "x", data, "type", "join", "room", "r", "recover", map("epoch", "e", "offset", 3L), "id", "i")),
                wire.packet(map("type", "publish", "data", "x".repeat(300), "room", "r", "echo", false)));
    }

    /** Decodes; a payload that is taken has to go on to every member. */
    private static boolean isTaken(Wire wire, byte[] packet) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        ClientMessage message;
        try {
            message = wire.codec().decode(packet, Revision.V1_1);
        } catch (CodecException | BadMessageException e) {
            return false;
        } finally {
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("bytes allocated").isLessThan(ALLOCATION_LIMIT);
        }
        if (message instanceof ClientMessage.Publish publish && (wire != Wire.JSON || isUtf8(packet))) {
            deliver(publish.data());
        }
        return true;
    }

    private static void deliver(Payload data) {
        ServerMessage message = new ServerMessage.RoomMessage(new RoomName("r"), data, Sender.service("s"), 1);
        for (Wire member : Wire.values()) {
            assertThat(((Map<?, ?>) member.read(message)).containsKey("data")).isTrue();
        }
    }

    /** The gateway hands on no text that is not UTF-8. */
    private static boolean isUtf8(byte[] packet) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(packet));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] changed(Wire wire, byte[] packet, SplittableRandom random) {
        byte[] changed = packet.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && changed.length > 4; changes--) {
            changed = change(changed, random);
        }
        if (wire == Wire.BSON && changed.length > 4 && random.nextInt(10) > 0) { // or hardly anything else is tried
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(changed.length);
        }
        return changed;
    }

    private static byte[] change(byte[] packet, SplittableRandom random) {
        int at = random.nextInt(packet.length);
        int to = Math.min(packet.length, at + random.nextInt(12));
        switch (random.nextInt(6)) {
            case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> packet[at] = TELLING[random.nextInt(TELLING.length)];
            case 2 -> {
                return joined(packet, at, Arrays.copyOfRange(packet, to, packet.length)); // without a part
            }
            case 3 -> {
                return joined(packet, to, Arrays.copyOfRange(packet, at, packet.length)); // with a part twice
            }
            case 4 -> {
                ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                int length = LENGTHS[random.nextInt(LENGTHS.length)];
                ByteBuffer.wrap(packet).order(order).putInt(Math.min(at, packet.length - 4), length);
            }
            default -> packet[at] = (byte) random.nextInt(256);
        }
        return packet;
    }

    private static byte[] joined(byte[] packet, int end, byte[] rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(packet, 0, end);
        bytes.writeBytes(rest);
        return bytes.toByteArray();
    }
}
