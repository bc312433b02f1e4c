package io.carillon.hub;

import io.carillon.cluster.QuestionKind;
import io.carillon.hub.RoomActivity.Sort;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The rooms with the most members or messages of all nodes, none of which knows the others' numbers. Any thread.
 *
 * <p>A room's rate is the largest of its nodes' rates, so the first of all are among the first of each node. Its members are a sum: a
 * room may be first although it is first nowhere. So the first of each node give a bound: what is to be among the first of all
 * must have so many members together, and so at least the nodes' share of that on one of them. Each node then tells of all such
 * rooms, and those are counted on all nodes. That is exact, unless more than {@link #MOST} rooms come that close.
 */
final class RoomRanking {

    /** Rooms that a node tells of at once, and that are counted. */
    static final int MOST = 2000;

    private final Inquiry inquiry;

    RoomRanking(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /** The first of them, largest first; nothing comes behind. Completes after a second for each time that nodes are asked, at the latest. */
    Future<Page> rank(Filter filter, Sort sort) {
        Set<String> nodes = inquiry.nodes(filter.node());
        return ask(nodes, new RoomQuestion(filter, sort, 0)).compose(first -> {
            Set<String> answering = new HashSet<>(nodes);
            answering.removeAll(first.missing());
            if (answering.size() < 2 || first.items().size() < filter.limit()) { // each has told of all that it has
                return Future.succeededFuture(ordered(first, sort, filter.limit()));
            }
            return candidates(first, filter, sort, answering)
                    .compose(found -> counted(found, answering))
                    .map(counted -> ordered(counted.with(List.of(), first.missing()), sort, filter.limit()));
        });
    }

    private Future<Page> candidates(Page first, Filter filter, Sort sort, Set<String> answering) {
        Page sorted = ordered(first, sort, filter.limit());
        if (sort == Sort.RATE) {
            return Future.succeededFuture(sorted);
        }
        double last =
                number(sort).applyAsDouble(sorted.items().get(sorted.items().size() - 1));
        int least = (int) Math.ceil(last / answering.size());
        Filter more = new Filter(filter.match(), null, filter.rooms(), null, MOST, filter.after());
        return ask(answering, new RoomQuestion(more, sort, least)).map(found -> ordered(found, sort, MOST));
    }

    private Future<Page> counted(Page found, Set<String> answering) {
        Set<RoomName> names =
                found.items().stream().map(item -> new RoomName(item.key())).collect(Collectors.toSet());
        if (names.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return ask(answering, new RoomQuestion(Filter.only(names, null), Sort.NAME, 0))
                .map(counted -> counted.with(List.of(), found.missing()));
    }

    private Future<Page> ask(Set<String> nodes, RoomQuestion question) {
        return inquiry.ask(
                nodes, QuestionKind.ROOM_ACTIVITY, question.encode(), Integer.MAX_VALUE, ActivityHere::together);
    }

    private static Page ordered(Page page, Sort sort, int limit) {
        First<Page.Item> first = new First<>(
                limit, Comparator.comparingDouble(number(sort)).reversed().thenComparing(Page.Item::key));
        page.items().forEach(first::add);
        return new Page(first.inOrder(), false, page.missing());
    }

    private static ToDoubleFunction<Page.Item> number(Sort sort) {
        return sort == Sort.MEMBERS
                ? item -> Objects.requireNonNull(item.json().getInteger(ActivityHere.MEMBERS))
                : item -> Optional.ofNullable(item.json().getDouble(ActivityHere.RATE))
                        .orElse(0.0);
    }
}
