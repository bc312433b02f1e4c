package io.carillon.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection's part in publishing. Lives on its event loop. */
final class Publisher {

    /** How old what is on its way has to be for a window not to wait for it any more, in ns. */
    private static final long GIVEN_UP = 3_000_000_000L;

    private final Loop loop;
    private final Member member;
    private final Pace pace;
    private final List<Stream> own;
    private @Nullable Timetable timetable;

    Publisher(Loop loop, Member member, Pace pace) {
        this.loop = loop;
        this.member = member;
        this.pace = pace;
        this.own = member.seat().own();
    }

    Member member() {
        return member;
    }

    /**
     * @param all how many streams there are
     * @param start when the first message is due, as {@link System#nanoTime}
     */
    void begin(int all, long start) {
        if (pace instanceof Pace.Rate rate) {
            timetable = new Timetable(own, all, rate.perSecond(), start);
        }
    }

    /** Publishes what is due, or what was held up by something that does not come. Called every millisecond or so. */
    void tick(Course course) {
        Timetable due = timetable;
        if (due != null) {
            long now = System.nanoTime();
            while (due.due() <= now && !course.isOver(due.due()) && !member.isFull()) {
                publish(due.stream(), due.due());
                due.advance();
            }
        } else if (pace instanceof Pace.Window) {
            for (Stream stream : own) {
                stream.giveUp(GIVEN_UP);
                refill(stream, course);
            }
        }
    }

    /** Publishes as many messages as the window has room for. */
    void refill(Stream stream, Course course) {
        if (pace instanceof Pace.Window window) {
            long now = System.nanoTime();
            while (stream.hasRoom(window.messages()) && !course.isOver(now) && !member.isFull()) {
                publish(stream, now);
                now = System.nanoTime();
            }
        }
    }

    private void publish(Stream stream, long due) {
        member.send(stream.next(due));
        loop.published(due);
    }

    /** How much was due, and could not be sent since the server did not take what was sent before. */
    long unsent(Course course) {
        Timetable due = timetable;
        return due == null ? 0 : due.skip(course.to());
    }
}
