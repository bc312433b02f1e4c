package io.carillon.cli;

import io.carillon.client.Client;
import io.carillon.client.History;
import io.carillon.client.Joined;
import io.carillon.client.Presence;
import io.carillon.client.Room;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is published to rooms. */
@Command(
        name = "sub",
        description = "Joins rooms, and shows what is published there until Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "On a terminal a message is a line with time, room, sender, offset (in a room with a stream) and data; in a"
                    + " pipe it is a JSON object, {\"room\", \"data\", \"from\", \"time\", \"offset\"?}, a line each."
                    + " Everything else is told on stderr.",
            "",
            "A connection that ends is made anew, and streams go on where they were; what could not be had any more is"
                    + " told.",
            "",
            "Examples:",
            "  carillon sub ws://127.0.0.1:8080/ws chat:lobby  with 'carillon serve --dev' in another terminal",
            "  carillon sub wss://chat.example/ws news chat:lobby --token TOKEN  two rooms of another server",
            "  carillon sub URL orders --since 0 --count 100 | jq .data  the oldest 100 that are kept",
            "  carillon sub URL orders --last 10  the newest 10, and what follows",
            "  carillon sub URL '$server' --count 1 --raw  what the server says about itself",
            "",
            "Exit status: 0 ended by Ctrl-C, --count, or a pipe that was closed; 1 refused, the server is not there, or"
                    + " stdout cannot be written; 2 bad arguments."
        })
final class Sub implements Callable<Integer> {

    private final Surroundings surroundings;
    private volatile boolean isLinked;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "URL", description = "The endpoint, like ws://127.0.0.1:8080/ws.")
    private String url = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROOM", description = "The rooms.")
    private List<String> rooms = new ArrayList<>();

    @Mixin
    private LinkOptions options = new LinkOptions();

    @Option(
            names = "--since",
            paramLabel = "OFFSET",
            description = "Begin after this offset of the rooms' streams; 0 is before the oldest message."
                    + " Without it only what is new is shown.")
    private Optional<Long> since = Optional.empty();

    @Option(names = "--last", paramLabel = "N", description = "Begin with the newest N messages of the rooms' streams.")
    private Optional<Long> last = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "End after N messages.")
    private Optional<Long> count = Optional.empty();

    @Option(names = "--raw", description = "Show the data alone, as JSON, a line each.")
    private boolean raw;

    @Option(names = "--presence", description = "Tell who comes and goes, on stderr, in rooms that have presence.")
    private boolean presence;

    Sub(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        try {
            check();
            return run();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int run() throws Exception {
        Terminal terminal = surroundings.terminal();
        Show show = new Show(surroundings.pipes().out(), spec.commandLine().getErr(), terminal, raw);
        Inlet inlet = new Inlet();
        surroundings.signals().onStop(() -> stop(inlet), () -> surroundings.haltAs(ExitStatus.FAILED));
        try (Link link = options.open(surroundings, url, inlet::tell)) {
            link.ended().thenAccept(inlet::fail);
            List<Future<Joined>> joins = new ArrayList<>();
            for (String name : new LinkedHashSet<>(rooms)) {
                joins.add(join(link, name, inlet));
            }
            isLinked = true;
            if (terminal.isErr() && terminal.isOut()) {
                Future.all(joins)
                        .onSuccess(joined -> inlet.tell("connected as " + user(link.client()) + "; Ctrl-C ends"));
            }
            return show.all(inlet, count.orElse(Long.MAX_VALUE)).code();
        }
    }

    /** Who waits for a server that does not answer waits no longer. */
    private void stop(Inlet inlet) {
        if (isLinked) {
            inlet.end();
        } else {
            surroundings.haltAs(ExitStatus.OK);
        }
    }

    private static String user(Client client) {
        var welcome = client.welcome();
        return welcome == null ? "" : MessageText.harmless(welcome.user());
    }

    /** Hears of everything before it is joined, so that nothing comes in between. */
    private Future<Joined> join(Link link, String name, Inlet inlet) throws Exception {
        Room room = link.client().room(name);
        inlet.add(room);
        room.handler(inlet::message);
        room.exceptionHandler(why -> inlet.fail(name + ": " + Link.reason(why)));
        room.leftHandler(why -> inlet.left(name, why));
        room.resetHandler(to -> inlet.tell(name + ": the stream begins anew, after offset " + to.offset()));
        room.missedHandler(gone ->
                inlet.tell(name + ": missed " + gone.from() + " to " + gone.to() + ", which are not kept any more"));
        room.joinedHandler(joined -> joinedAgain(name, joined).ifPresent(inlet::tell));
        if (presence) {
            room.presenceHandler(event -> inlet.tell(came(event)));
        }
        Optional<Position> begin = begin(link, room);
        return (begin.isPresent() ? room.join(begin.get()) : room.join())
                .onFailure(why -> inlet.fail(name + ": " + Link.reason(why)));
    }

    private static Optional<String> joinedAgain(String name, Joined joined) {
        if (joined.first()) {
            return Optional.empty();
        }
        return Optional.of(
                joined.position() == null
                        ? name + ": joined again; what was said meanwhile is missing"
                        : name + ": joined again"
                                + (Boolean.TRUE.equals(joined.recovered()) ? ", nothing is missing" : ""));
    }

    private static String came(Presence event) {
        return event.room() + ": " + event.member().user() + (event.isJoin() ? " came" : " went");
    }

    /** Where the stream's life has to be known first. */
    private Optional<Position> begin(Link link, Room room) throws Exception {
        if (since.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        History now = link.await(room.history(new History.Query(0, 0, false)).recover(why -> {
            String option = since.isPresent() ? "--since" : "--last";
            return Future.failedFuture(
                    new IllegalStateException(room.name() + ": " + option + " needs its history: " + Link.reason(why)));
        }));
        long newest = now.position().offset();
        long offset = since.orElseGet(() -> Math.max(now.oldest() - 1, newest - last.orElse(0L)));
        if (offset > newest) {
            throw LinkOptions.misused("--since", offset, "0 to " + newest + ", the newest of " + room.name());
        }
        return Optional.of(new Position(now.position().epoch(), offset));
    }

    private void check() {
        Function<Long, String> shown = String::valueOf;
        if (since.isPresent() && last.isPresent()) {
            throw LinkOptions.misused("--since, --last", "both", "one of them");
        }
        least("--since", since, 0, shown);
        least("--last", last, 0, shown);
        least("--count", count, 1, shown);
        Set.copyOf(rooms).forEach(Sub::checkRoom);
    }

    private static void least(String option, Optional<Long> found, long least, Function<Long, String> shown) {
        found.filter(number -> number < least).ifPresent(number -> {
            throw LinkOptions.misused(option, shown.apply(number), least + " or more");
        });
    }

    static void checkRoom(String name) {
        try {
            new RoomName(name);
        } catch (IllegalArgumentException e) {
            throw LinkOptions.misused("ROOM", name, String.valueOf(e.getMessage()));
        }
    }
}
