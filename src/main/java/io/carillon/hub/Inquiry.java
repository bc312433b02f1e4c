package io.carillon.hub;

import io.carillon.cluster.Answers;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.QuestionKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks nodes for their parts of a listing, and makes one of them. Any thread. */
record Inquiry(Cluster cluster) {

    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

    /** Who is to be asked: all nodes, or the one that is named; nobody, where there is no such node. */
    Set<String> nodes(@Nullable String named) {
        Set<String> all = cluster.nodeIds();
        if (named == null) {
            return all;
        }
        return all.contains(named) ? Set.of(named) : Set.of();
    }

    /**
     * Asks nodes; completes after a second at the latest.
     *
     * @param limit of the whole
     * @param join makes one of two with the same key
     */
    Future<Page> ask(
            Set<String> nodes, QuestionKind kind, byte[] question, int limit, BinaryOperator<JsonObject> join) {
        return ask(
                nodes,
                kind,
                question,
                answers -> Page.merge(
                        answers.given().values().stream().map(Page::decode).toList(), limit, join, answers.missing()));
    }

    /**
     * Asks nodes; completes after a second at the latest.
     *
     * @param merge makes one of all answers, away from event loops
     */
    <T> Future<T> ask(Set<String> nodes, QuestionKind kind, byte[] question, Function<Answers, T> merge) {
        return cluster.questions().ask(nodes, kind, question).compose(answers -> aside(() -> merge.apply(answers)));
    }

    /** Away from event loops: there may be a hundred thousand. */
    static <T> Future<T> aside(Supplier<T> task) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(task))
                .onFailure(cause -> LOG.error("a listing failed", cause));
    }
}
