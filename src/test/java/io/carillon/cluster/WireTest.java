package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cluster.InterestMessage.Ack;
import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Ask;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.cluster.InterestMessage.Goodbye;
import io.carillon.message.Format;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.TraceParent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes say to each other comes back as it was said; anything else is refused, and never more than that. */
class WireTest {

    private static final Unpacker.Listener NOBODY = new Unpacker.Listener() {
        @Override
        public void said(String from, InterestMessage message) {}

        @Override
        public void said(String from, PresenceMessage message) {}
    };

    private static final RoomName ROOM = new RoomName("chat:Zürich/🎹");

    /** Neither asks nor answers. */
    private static final Unpacker.Dialogue NEITHER = new Unpacker.Dialogue() {
        @Override
        public boolean asked(String from, WireReader question) {
            return true;
        }

        @Override
        public void answered(String from, WireReader answer) {}

        @Override
        public void tidy(Set<String> members, long now) {}
    };

    private final ParcelHeads heads = new ParcelHeads(new Life("n1", 7L), Parcel.PUBLICATIONS);

    static Stream<Publication> publications() {
        Payload empty = Payload.of(Format.JSON, new byte[0]);
        return Stream.of(
                new Publication(ROOM, Payload.json("{\"a\":\"é🎹\"}"), Sender.user("ada", "c1"), 1L, "c1"),
                new Publication(ROOM, empty, Sender.service("uplink"), -1L, null),
                new Publication(ROOM, empty, Sender.user("a", "c"), 1L, "c", new Position("é", Long.MAX_VALUE)),
                new Publication(ROOM, empty, Sender.service("bus"), 1L, null, new Position("", 0)),
                new Publication(ROOM, empty, new Sender("ünï", null, null), Long.MAX_VALUE, null),
                new Publication(ROOM, empty, new Sender("", null, null), 0L, ""),
                new Publication(ROOM, empty, Sender.service("http"), 1L, null, new Position("e", 7), parent("a=b")),
                new Publication(ROOM, empty, Sender.service("http"), 1L, null, null, parent(null)),
                new Publication(
                        new RoomName("𝄞".repeat(255)),
                        Payload.of(Format.JSON, new byte[200_000]),
                        Sender.user("u", "c"),
                        0L,
                        null));
    }

    private static TraceParent parent(String state) {
        return TraceParent.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", state);
    }

    static Stream<InterestMessage> messages() {
        return Stream.of(
                new Announcement(7L, 1L, 2L, true, false, List.of(ROOM, new RoomName("b")), List.of()),
                new Announcement(-7L, 0L, Long.MAX_VALUE, false, true, List.of(), List.of(ROOM)),
                new Ack(1L, 2L),
                new Ask(3L),
                new Digest(4L, 5L, Integer.MAX_VALUE, -1L),
                new Goodbye(9L));
    }

    @ParameterizedTest
    @MethodSource("publications")
    void aPublicationComesBackAsItWas(Publication publication) {
        byte[] bytes = PublicationCodec.encode(publication);
        assertThat(PublicationCodec.decode(new WireReader(bytes))).isEqualTo(publication);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void anInterestMessageComesBackAsItWas(InterestMessage message) {
        assertThat(InterestCodec.decode(new WireReader(encode(message)))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("presence")
    void aPresenceMessageComesBackAsItWas(PresenceMessage message) {
        assertThat(PresenceCodec.decode(new WireReader(encode(message)))).isEqualTo(message);
    }

    static Stream<PresenceMessage> presence() {
        RoomName room = new RoomName("chat:tower");
        Member ann = new Member("c1", "ann", Payload.json("{\"name\": \"Ann\"}"));
        Member bob = new Member("c2", "bob", Payload.of(Format.BSON, new byte[] {10}));
        Member cat = new Member("c3", "", null);
        PresenceMessage.Word part = new PresenceMessage.Word(
                room, PresenceMessage.Word.WHOLE, 7, 3, false, List.of(ann, bob, cat), List.of());
        PresenceMessage.Word changes = PresenceMessage.Word.changes(room, 7, 9, List.of(cat), List.of("c1", "c2"));
        return Stream.of(
                new PresenceMessage.Ask(1, 2, List.of(new PresenceMessage.Known(room, PresenceMessage.Known.NOTHING))),
                new PresenceMessage.Enough(Long.MIN_VALUE, List.of(room)),
                new PresenceMessage.Told(1, 2, 3, List.of(part, changes)),
                new PresenceMessage.Heard(1, Long.MAX_VALUE));
    }

    @Test
    void whateverIsCutShortIsRefused() {
        publications().limit(4).map(PublicationCodec::encode).forEach(bytes -> {
            for (int length = 0; length < bytes.length; length++) {
                WireReader cut = new WireReader(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> PublicationCodec.decode(cut)).isInstanceOf(WireException.class);
            }
        });
        messages().map(WireTest::encode).forEach(bytes -> {
            for (int length = 0; length < bytes.length; length++) {
                WireReader cut = new WireReader(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> InterestCodec.decode(cut)).isInstanceOf(WireException.class);
            }
        });
    }

    @Test
    void whateverOfPresenceIsCutShortIsRefused() {
        presence().map(WireTest::encode).forEach(bytes -> {
            for (int length = 0; length < bytes.length; length++) {
                WireReader cut = new WireReader(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> PresenceCodec.decode(cut)).isInstanceOf(WireException.class);
            }
        });
    }

    @Test
    void noBytesDoMoreThanBeRefused() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ClusterCounters counters = new ClusterCounters();
        List<byte[]> good = new ArrayList<>();
        messages().forEach(message -> good.add(Parcel.of("n1", message).head()));
        presence().forEach(message -> good.add(Parcel.of("n1", message).head()));
        good.add(parcel(publications().limit(4).toList()));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.get(random.nextInt(good.size())).clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                new Unpacker(publication -> {}, NEITHER, counters).unpack(bytes, NOBODY);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("with seed " + seed + " at " + i, e);
            }
        }
        assertThat(counters.broken().sum()).isPositive();
    }

    @Test
    void aBrokenParcelIsCountedAndTheNextOneIsRead() {
        ClusterCounters counters = new ClusterCounters();
        List<Publication> received = new ArrayList<>();
        Unpacker unpacker = new Unpacker(received::add, NEITHER, counters);
        byte[] cut = parcel(publications().toList());
        byte[] good = parcel(publications().toList());
        unpacker.unpack(Arrays.copyOf(cut, cut.length - 1), NOBODY);
        unpacker.unpack(new byte[0], NOBODY);
        int before = received.size();
        unpacker.unpack(good, NOBODY);
        assertThat(received.subList(before, received.size()))
                .containsExactlyElementsOf(publications().toList());
        assertThat(counters.broken().sum()).isEqualTo(2);
    }

    @Test
    void aParcelThatComesLateOrTwiceIsCountedAndNotDelivered() {
        ClusterCounters counters = new ClusterCounters();
        List<Publication> received = new ArrayList<>();
        Unpacker unpacker = new Unpacker(received::add, NEITHER, counters);
        List<Publication> all = publications().toList();
        byte[] late = parcel(all.subList(0, 2));
        byte[] first = parcel(all.subList(2, 3));
        byte[] next = parcel(all.subList(3, 4));
        for (byte[] parcel : List.of(first, late, first, next)) {
            unpacker.unpack(parcel, NOBODY);
        }
        assertThat(received).containsExactly(all.get(2), all.get(3));
        assertThat(counters.late().sum()).isEqualTo(2);
        assertThat(counters.broken().sum()).isZero();
    }

    @Test
    void aReceiverThatThrowsMissesNothingElse() {
        List<Publication> received = new ArrayList<>();
        Unpacker unpacker = new Unpacker(
                publication -> {
                    received.add(publication);
                    throw new IllegalStateException("a test's");
                },
                NEITHER,
                new ClusterCounters());
        unpacker.unpack(parcel(publications().toList()), NOBODY);
        assertThat(received).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 255})
    void anotherVersionIsRefused(int version) {
        ClusterCounters counters = new ClusterCounters();
        byte[] parcel = Parcel.of("n1", new Ask(1L)).head();
        parcel[0] = (byte) version;
        new Unpacker(publication -> {}, NEITHER, counters).unpack(parcel, NOBODY);
        assertThat(counters.broken().sum()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE})
    void countsOfEverySizeComeBack(int count) {
        byte[] bytes = new WireWriter(0).count(count).toBytes();
        assertThat(new WireReader(bytes).count()).isEqualTo(count);
    }

    @Test
    void aCountOutOfRangeIsRefused() {
        byte f = (byte) 0xff;
        for (byte[] bytes : new byte[][] {{f, f, f, f, 8}, {f, f, f, f, 0x7f}, {f, f, f, f, f, 1}, {f}}) {
            assertThatThrownBy(() -> new WireReader(bytes).count()).isInstanceOf(WireException.class);
        }
    }

    private static byte[] encode(PresenceMessage message) {
        WireWriter writer = new WireWriter(16);
        PresenceCodec.encode(message, writer);
        return writer.toBytes();
    }

    private static byte[] encode(InterestMessage message) {
        WireWriter writer = new WireWriter(16);
        InterestCodec.encode(message, writer);
        return writer.toBytes();
    }

    private byte[] parcel(List<Publication> publications) {
        List<byte[]> parts = publications.stream().map(PublicationCodec::encode).toList();
        return new ParcelCodec().transform(new Parcel(heads.next(), parts));
    }
}
