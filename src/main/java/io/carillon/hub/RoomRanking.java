package io.carillon.hub;

import io.carillon.cluster.QuestionKind;
import io.carillon.hub.RoomActivity.Sort;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import java.util.Comparator;
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
 * rooms, and those of which not all nodes have told are counted there, too. That is exact, unless more than {@value #CLOSE} times as
 * many rooms as are asked for come that close, or more than {@value #MOST}. Only what is first in the end is described: until then
 * nodes tell {@link Standings}.
 */
final class RoomRanking {

    /** A node tells of so many times as many rooms as are asked for, and so many are counted. */
    private static final int CLOSE = 10;

    /** More are never told of at once: an answer has to get past other things between nodes. */
    private static final int MOST = 5_000;

    private final Inquiry inquiry;

    RoomRanking(Inquiry inquiry) {
        this.inquiry = inquiry;
    }

    /** The first of them, largest first; nothing comes behind. Completes after a second for each time that nodes are asked, at the latest. */
    Future<Page> rank(Filter filter, Sort sort) {
        Set<String> nodes = inquiry.nodes(filter.node());
        return standings(nodes, filter, sort, 0)
                .compose(first -> sort == Sort.MEMBERS ? summed(first, filter, nodes) : Future.succeededFuture(first))
                .compose(found -> described(found, filter.limit(), nodes))
                .map(page -> ordered(page, sort));
    }

    /** With all members of what may be among the first. */
    private Future<Standings> summed(Standings first, Filter filter, Set<String> nodes) {
        Set<String> answering = without(nodes, first.missing());
        if (answering.size() < 2 || first.size() < filter.limit()) { // each has told of all that it has
            return Future.succeededFuture(first);
        }
        int least = (int) Math.ceil(first.last(filter.limit()) / answering.size());
        int most = Math.min(CLOSE * filter.limit(), MOST);
        Filter more = new Filter(filter.match(), null, filter.rooms(), null, most, filter.after());
        return standings(answering, more, Sort.MEMBERS, least).compose(close -> {
            Standings candidates = close.leaders(most);
            Set<RoomName> open = candidates.notToldByAll();
            return open.isEmpty()
                    ? Future.succeededFuture(candidates.alsoWithout(first.missing()))
                    : standings(answering, Filter.only(open, null), Sort.MEMBERS, 0)
                            .map(told -> candidates.with(told).alsoWithout(first.missing()));
        });
    }

    private Future<Standings> standings(Set<String> nodes, Filter filter, Sort sort, int least) {
        byte[] question = new RoomQuestion(filter, sort, least).encode();
        return inquiry.ask(nodes, QuestionKind.ROOM_ACTIVITY, question, answers -> Standings.of(answers, sort));
    }

    private Future<Page> described(Standings found, int limit, Set<String> nodes) {
        Set<RoomName> names = found.leaders(limit).names();
        if (names.isEmpty()) {
            return Future.succeededFuture(new Page(List.of(), false, found.missing()));
        }
        byte[] question = new RoomQuestion(Filter.only(names, null), Sort.NAME, 0).encode();
        return inquiry.ask(
                        without(nodes, found.missing()),
                        QuestionKind.ROOM_ACTIVITY,
                        question,
                        names.size(),
                        ActivityHere::together)
                .map(page -> page.with(List.of(), found.missing()));
    }

    private static Set<String> without(Set<String> nodes, Set<String> missing) {
        return nodes.stream().filter(node -> !missing.contains(node)).collect(Collectors.toSet());
    }

    /** By the numbers that are shown: they are newer than those that they were found by. */
    private static Page ordered(Page page, Sort sort) {
        Comparator<Page.Item> order =
                Comparator.comparingDouble(number(sort)).reversed().thenComparing(Page.Item::key);
        return new Page(page.items().stream().sorted(order).toList(), false, page.missing());
    }

    private static ToDoubleFunction<Page.Item> number(Sort sort) {
        return sort == Sort.MEMBERS
                ? item -> Objects.requireNonNull(item.json().getInteger(ActivityHere.MEMBERS))
                : item -> Optional.ofNullable(item.json().getDouble(ActivityHere.RATE))
                        .orElse(0.0);
    }
}
