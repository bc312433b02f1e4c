package io.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Format;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When messages are due. */
class TimetableTest {

    private static final long START = 5_000;

    @Test
    void givesEachStreamItsTurnAtTheSameDistance() {
        assertThat(dues(timetable(0, 1), 5)).containsExactly("0@5000", "1@5010", "0@5030", "1@5040", "0@5060");
        assertThat(dues(timetable(2), 2)).containsExactly("2@5020", "2@5050");
    }

    @Test
    void countsWhatIsDueBeforeATime() {
        Timetable timetable = timetable(0, 1);

        assertThat(timetable.skip(START)).isZero();
        assertThat(timetable.skip(START + 41)).isEqualTo(4);
        assertThat(timetable.skip(START + 41)).isZero();
        assertThat(timetable.due()).isEqualTo(START + 60);
    }

    /** A message every ten nanoseconds, from three streams. */
    private static Timetable timetable(int... ids) {
        Load.Data data = new Load.Data(Format.JSON, 100, false);
        List<Stream> own = new ArrayList<>();
        for (int id : ids) {
            own.add(new Stream(id, new RoomName("r"), 0, data));
        }
        return new Timetable(own, 3, 1e8, START);
    }

    private static List<String> dues(Timetable timetable, int count) {
        List<String> dues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dues.add(timetable.stream().id() + "@" + timetable.due());
            timetable.advance();
        }
        return dues;
    }
}
