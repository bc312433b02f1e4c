package io.carillon.cli;

import io.carillon.client.ClientException;
import io.carillon.client.PublishOptions;
import io.carillon.client.Published;
import io.carillon.client.Room;
import io.carillon.message.Payload;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes to a room. */
@Command(
        name = "pub",
        description = "Publishes to a room, and waits until the server has taken it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "DATA is JSON where it parses, else text. Without DATA, or where it is -, each line of standard input is"
                    + " published, but for blank ones; in order, and as fast as the server takes them.",
            "",
            "For each publication that was taken there is a line: on a terminal in words, in a pipe as JSON,"
                    + " {\"epoch\"?, \"offset\"?, \"duplicate\"?}, empty where the room has no stream. One that was refused"
                    + " is told on stderr.",
            "",
            "Examples:",
            "  carillon pub ws://127.0.0.1:8080/ws chat:lobby '{\"text\": \"hello\"}'  with 'carillon serve --dev'"
                    + " in another terminal",
            "  carillon pub URL chat:lobby hello  a text",
            "  carillon pub URL orders '{\"id\": 7}' --key order-7  once, however often it is said",
            "  jq -c '.[]' orders.json | carillon pub URL orders  many",
            "",
            "Exit status: 0 all was taken, until the end, Ctrl-C, or a pipe that was closed; 1 something was refused or had"
                    + " no answer, or the server is not there; 2 bad arguments."
        })
final class Pub implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private volatile boolean isLinked;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "URL", description = "The endpoint, like ws://127.0.0.1:8080/ws.")
    private String url = "";

    @Parameters(index = "1", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "DATA",
            description = "What to publish; - for standard input.")
    private Optional<String> data = Optional.empty();

    @Mixin
    private LinkOptions options = new LinkOptions();

    @Option(
            names = "--key",
            paramLabel = "TEXT",
            description = "An idempotency key: said again within five minutes, the room's stream stores it once.")
    private Optional<String> key = Optional.empty();

    Pub(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        try {
            Sub.checkRoom(room);
            return run();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int run() throws Exception {
        Optional<String> said = data.filter(text -> !text.equals("-"));
        if (key.isPresent() && said.isEmpty()) {
            throw LinkOptions.misused("--key", "one for standard input", "together with DATA");
        }
        Optional<Payload> payload = said.map(DataText::payload);
        Receipts receipts =
                new Receipts(surroundings.pipes().out(), spec.commandLine().getErr(), surroundings.terminal(), room);
        surroundings
                .signals()
                .onStop(() -> stop(receipts, payload.isPresent()), () -> surroundings.haltAs(ExitStatus.FAILED));
        try (Link link = options.open(surroundings, url, receipts::tell)) {
            isLinked = true;
            link.ended().thenAccept(receipts::fail);
            Room target = link.client().room(room);
            if (payload.isPresent()) {
                receipts.add("", () -> publish(target, payload.get()));
                receipts.end();
            } else {
                read(target, receipts);
            }
            return receipts.all().code();
        }
    }

    /** What was said and is not published is a failure; what was not read yet is none. */
    private void stop(Receipts receipts, boolean isSaid) {
        if (isLinked) {
            receipts.stop();
        } else {
            surroundings.haltAs(isSaid ? ExitStatus.FAILED : ExitStatus.OK);
        }
    }

    /** On a thread of its own: nothing else can be done while standard input is waited for. */
    private void read(Room target, Receipts receipts) {
        if (surroundings.terminal().isIn()) {
            receipts.tell("each line is published to " + room + "; Ctrl-D ends");
        }
        Thread reader = new Thread(
                () -> {
                    try {
                        lines(target, receipts);
                        receipts.end();
                    } catch (UncheckedIOException e) {
                        receipts.fail("standard input: " + Link.reason(e.getCause()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "standard input");
        reader.setDaemon(true);
        reader.start();
    }

    /** Each line alone until one was taken: it may turn out that the room has to be joined, and later lines are not to overtake. */
    private void lines(Room target, Receipts receipts) throws InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        long number = 0;
        boolean isTaken = false;
        for (String line : (Iterable<String>) lines.lines()::iterator) {
            number++;
            if (!line.isBlank()) {
                CompletableFuture<Published> published =
                        receipts.add("line " + number + ": ", () -> publish(target, line));
                if (published == null) {
                    return;
                }
                isTaken = isTaken || isTaken(published);
            }
        }
    }

    private static boolean isTaken(CompletableFuture<Published> published) throws InterruptedException {
        try {
            published.get();
            return true;
        } catch (ExecutionException e) {
            return false; // told of in its turn
        }
    }

    private Future<Published> publish(Room target, String line) {
        try {
            return publish(target, DataText.payload(line));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
    }

    /** Where only members may publish this becomes one; where anybody may, nothing of the room has to be heard. */
    private Future<Published> publish(Room target, Payload payload) {
        PublishOptions terms = PublishOptions.DEFAULT.timeout(PATIENCE).withoutEcho();
        PublishOptions mine = key.map(terms::key).orElse(terms);
        return target.publish(payload, mine)
                .recover(why ->
                        why instanceof ClientException refused && refused.code().equals(ClientException.NOT_JOINED)
                                ? target.join().compose(joined -> target.publish(payload, mine))
                                : Future.failedFuture(why));
    }
}
