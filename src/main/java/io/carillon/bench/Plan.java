package io.carillon.bench;

import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Who is in which room and who publishes there. */
final class Plan {

    private final Load load;
    private final int run = ThreadLocalRandom.current().nextInt();
    private final List<Stream> streams = new ArrayList<>();

    Plan(Load load) {
        this.load = load;
        for (int i = 0; i < load.crowd().streams(); i++) {
            streams.add(new Stream(i, load.crowd().room(i % load.crowd().rooms()), run, load.data()));
        }
    }

    Load load() {
        return load;
    }

    /** What the stamps of this run begin with. */
    int run() {
        return run;
    }

    List<Stream> streams() {
        return streams;
    }

    /** The place of a member. */
    Seat member(int number) {
        int rooms = load.crowd().rooms();
        int room = number % rooms;
        return new Seat(
                List.of(load.crowd().room(room)),
                List.of(),
                streams.stream().filter(stream -> stream.id() % rooms == room).toList(),
                rooms);
    }

    /** The place of a publisher: in the rooms of its streams, of which it hears those of others. */
    Seat publisher(int number) {
        List<Stream> own = streams.stream()
                .filter(stream -> stream.id() % load.crowd().publishers() == number)
                .toList();
        List<RoomName> rooms = own.stream().map(Stream::room).distinct().toList();
        List<Stream> others = streams.stream()
                .filter(stream -> rooms.contains(stream.room()) && !own.contains(stream))
                .toList();
        return new Seat(rooms, own, others, 1);
    }

    /**
     * @param rooms to join
     * @param own streams to publish
     * @param heard streams to receive, ascending
     * @param step their ids divided by this are places in a small array
     */
    record Seat(List<RoomName> rooms, List<Stream> own, List<Stream> heard, int step) {}
}
