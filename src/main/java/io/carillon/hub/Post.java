package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.cluster.Circular;
import io.carillon.cluster.Dismissal;
import io.carillon.cluster.Letter;
import io.carillon.cluster.QuestionKind;
import io.carillon.cluster.Questions;
import io.carillon.message.ErrorCode;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes to connections past all rooms, wherever they are: messages, and goodbyes. Who is connected where no node knows
 * of another; each is asked, and does its own part. Any thread; futures complete on the caller's context, after a second at
 * the latest, and do not fail.
 */
public final class Post {

    private final Directory directory;
    private final Questions questions;
    private final LongAdder delivered = new LongAdder();

    Post(Directory directory, Questions questions) {
        this.directory = directory;
        this.questions = questions;
    }

    /** Does this node's part from now on. */
    Post open() {
        questions.serve(QuestionKind.DELIVER, letter -> count(deliver(Letter.decode(letter))));
        questions.serve(QuestionKind.BROADCAST, circular -> count(deliver(Circular.decode(circular))));
        questions.serve(QuestionKind.CLOSE, dismissal -> count(close(Dismissal.decode(dismissal))));
        questions.serve(QuestionKind.WHOSE, this::userOf);
        return this;
    }

    private static Future<byte[]> count(int connections) {
        return Future.succeededFuture(Answers.count(connections));
    }

    /** How many messages this node has handed to connections. */
    public LongAdder delivered() {
        return delivered;
    }

    /**
     * Sends a message to all connections of a user, or to one. Messages of one thread to the same recipient arrive in their
     * order.
     *
     * @return completes with the number of connections that it was handed to, as far as nodes have answered
     */
    public Future<Integer> send(Recipient to, ServerMessage.Direct message) {
        Letter letter = new Letter(to, message);
        if (isHere(to.connection())) {
            return Future.succeededFuture(deliver(letter));
        }
        return questions.ask(QuestionKind.DELIVER, letter.encode()).map(Answers::sum);
    }

    /**
     * Sends a message to all connections but some.
     *
     * @return completes with the number of connections that it was handed to, as far as nodes have answered
     */
    public Future<Integer> broadcast(Circular circular) {
        return questions.ask(QuestionKind.BROADCAST, circular.encode()).map(Answers::sum);
    }

    private int deliver(Circular circular) {
        Shared message = Shared.of(circular.message());
        Map<Shard, List<Connection>> byLoop = new HashMap<>();
        directory.forEach(connection -> {
            if (!circular.except().contains(connection.id())) {
                byLoop.computeIfAbsent(connection.shard(), none -> new ArrayList<>())
                        .add(connection);
            }
        });
        int count = 0;
        for (Map.Entry<Shard, List<Connection>> loop : byLoop.entrySet()) {
            List<Connection> here = loop.getValue();
            count += here.size();
            loop.getKey()
                    .execute(
                            () -> here.forEach(connection -> connection.outbox().send(message)));
        }
        delivered.add(count);
        return count;
    }

    private boolean isHere(@Nullable String connection) {
        return connection != null && directory.find(connection) != null;
    }

    /**
     * Whose connection it is; empty where there is none. Fails with a {@link RefusedException} where a node that may know does
     * not answer.
     */
    public Future<Optional<String>> whose(String connection) {
        Connection here = directory.find(connection);
        if (here != null) {
            return Future.succeededFuture(Optional.of(here.user()));
        }
        return questions
                .ask(QuestionKind.WHOSE, connection.getBytes(StandardCharsets.UTF_8))
                .map(answers -> {
                    Optional<String> user = answers.given().values().stream()
                            .filter(known -> known.length > 0)
                            .map(known -> new String(known, StandardCharsets.UTF_8))
                            .findFirst();
                    if (user.isEmpty() && !answers.missing().isEmpty()) {
                        throw new RefusedException(ErrorCode.UNAVAILABLE, "a node that may have it does not answer");
                    }
                    return user;
                });
    }

    private Future<byte[]> userOf(byte[] id) {
        Connection found = directory.find(new String(id, StandardCharsets.UTF_8));
        return Future.succeededFuture((found == null ? "" : found.user()).getBytes(StandardCharsets.UTF_8));
    }

    private int deliver(Letter letter) {
        Shared message = Shared.of(letter.message());
        int count = each(letter.to(), connection -> connection.outbox().send(message));
        delivered.add(count);
        return count;
    }

    /**
     * Closes a connection on a node.
     *
     * @return completes with how many that were: none, or one; -1 where the node has not answered
     */
    public Future<Integer> close(String node, Dismissal dismissal) {
        return questions
                .ask(node, QuestionKind.CLOSE, dismissal.encode())
                .map(answers -> answers.missing().isEmpty() ? answers.sum() : -1);
    }

    private int close(Dismissal dismissal) {
        return each(
                Recipient.connection(dismissal.connection()),
                connection -> connection.outbox().close(dismissal.code(), dismissal.reason()));
    }

    /** Does something with each on its own event loop, and returns how many there are. */
    private int each(Recipient to, Consumer<Connection> action) {
        int[] count = {0};
        Consumer<Connection> post = connection -> {
            count[0]++;
            connection.shard().execute(() -> action.accept(connection));
        };
        String id = to.connection();
        if (id == null) {
            directory.ofUser(Objects.requireNonNull(to.user()), post);
        } else {
            Connection found = directory.find(id);
            if (found != null) {
                post.accept(found);
            }
        }
        return count[0];
    }
}
