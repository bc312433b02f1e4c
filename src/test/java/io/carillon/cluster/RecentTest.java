package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Sender;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentTest {

    private static final long NOW = 1_800_000_000_000L;

    @Test
    void anIdIsKnownForTheWindowAndASecondLaterNoMore() {
        Recent recent = new Recent(new Recent.Window(300, 10));
        recent.add(id(1), 7, NOW);
        assertThat(recent.find(id(1), 9, NOW + 300_000)).isEqualTo(7);
        assertThat(recent.find(id(2), 9, NOW)).isZero();
        assertThat(recent.find(id(1), 9, NOW + 301_000)).isZero();
        recent.expire(NOW + 301_000);
        assertThat(recent.size()).isZero();
        assertThat(recent.bytes()).isZero();
    }

    @Test
    void moreThanTheMostPushTheOldestOut() {
        Recent recent = new Recent(new Recent.Window(300, 100));
        for (int i = 1; i <= 250; i++) {
            recent.add(id(i), i, NOW);
        }
        assertThat(recent.size()).isEqualTo(100);
        assertThat(recent.bytes()).isLessThanOrEqualTo(160 * (24 + 16));
        assertThat(recent.find(id(150), 250, NOW)).isZero();
        assertThat(recent.find(id(151), 250, NOW)).isEqualTo(151);
        assertThat(recent.find(id(250), 250, NOW)).isEqualTo(250);
    }

    @Test
    void offsetsAboveFourBillionsComeBack() {
        Recent recent = new Recent(new Recent.Window(300, 10));
        long offset = 0x7_ffff_fff0L;
        recent.add(id(1), offset, NOW);
        assertThat(recent.find(id(1), offset + 0x20, NOW)).isEqualTo(offset);
    }

    @Test
    void itIsWhatAListWouldBeWhateverIsAddedAndExpires() {
        compareWithAList(50, 200);
        compareWithAList(1000, 20); // with an index
    }

    private static void compareWithAList(int most, int pace) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Recent recent = new Recent(new Recent.Window(10, most));
        Deque<long[]> model = new ArrayDeque<>();
        long now = NOW;
        for (int i = 1; i < 20_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(30_000) : random.nextInt(pace);
            recent.add(id(i), i, now);
            model.add(new long[] {i, now / 1000});
            long second = now / 1000;
            model.removeIf(entry -> second - entry[1] > 10);
            while (model.size() > most) {
                model.remove();
            }
            if (random.nextInt(100) == 0) {
                recent = copy(recent, most);
            }
            assertThat(recent.size()).as("seed " + seed).isEqualTo(model.size());
            long oldest = model.element()[0];
            assertThat(recent.find(id(oldest), i, now)).as("seed " + seed).isEqualTo(oldest);
            long any = oldest + random.nextInt(model.size());
            assertThat(recent.find(id(any), i, now)).as("seed " + seed).isEqualTo(any);
            assertThat(recent.find(id(oldest - 1), i, now)).as("seed " + seed).isZero();
        }
    }

    @Test
    void ofMoreThanItMayHoldTheNewestAreRead() {
        Recent large = new Recent(new Recent.Window(10, 500));
        for (int i = 1; i <= 500; i++) {
            large.add(id(i), i, NOW);
        }
        WireWriter writer = new WireWriter(8);
        large.write(writer);
        Recent small = Recent.read(new WireReader(writer.toBytes()), new Recent.Window(10, 50));
        assertThat(small.size()).isEqualTo(50);
        assertThat(small.find(id(450), 500, NOW)).isZero();
        assertThat(small.find(id(451), 500, NOW)).isEqualTo(451);
    }

    @Test
    void moreThanFollowIsRefused() {
        byte[] bytes = new WireWriter(8).count(51).toBytes();
        assertThatThrownBy(() -> Recent.read(new WireReader(bytes), new Recent.Window(10, 50)))
                .isInstanceOf(WireException.class);
    }

    @Test
    void usersAndServicesWithTheSameKeyDoNotMeetHoweverTheyAreNamed() {
        assertThat(RecordId.of(Sender.user("ada", "c1"), "k")).isEqualTo(RecordId.of(Sender.user("ada", "c2"), "k"));
        assertThat(RecordId.of(Sender.user("ada", "c1"), "k"))
                .isNotEqualTo(RecordId.of(Sender.service("ada"), "k"))
                .isNotEqualTo(RecordId.of(Sender.user("ada", "c1"), "kk"))
                .isNotEqualTo(RecordId.of(Sender.user("adak", "c1"), ""));
    }

    private static Recent copy(Recent recent, int most) {
        WireWriter writer = new WireWriter(64);
        recent.write(writer);
        return Recent.read(new WireReader(writer.toBytes()), new Recent.Window(10, most));
    }

    private static RecordId id(long number) {
        return new RecordId(77, number);
    }
}
