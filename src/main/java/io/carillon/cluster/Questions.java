package io.carillon.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all nodes, or one, and gathers what they answer: a question is bytes of a {@link QuestionKind}, and so is an answer.
 * This node is one of them, and answers without the bus.
 *
 * <p>Nobody is waited for longer than {@link #LIMIT_MILLIS}. What waits for a peer that does not read is bounded ({@link
 * QuestionLink}); above it, that peer counts as one that does not answer, at once. The questions of a thread reach each
 * node in their order: what comes late over a connection that was given up is dropped, as with publications.
 */
public final class Questions implements Unpacker.Dialogue {

    /** How long it is waited for answers. */
    public static final long LIMIT_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    private static final byte[] EMPTY = {};

    private final VertxInternal vertx;
    private final String node;
    private final Links links;
    private final ParcelHeads heads;
    private final byte[] answerHead;
    private final Map<QuestionKind, Answerer> answerers = new EnumMap<>(QuestionKind.class);
    private final Map<Long, Gathering> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final LongAdder unanswered = new LongAdder();
    private final ParcelOrder order = new ParcelOrder();
    private volatile Supplier<Set<String>> nodes = Set::of;

    Questions(VertxInternal vertx, Life self, Links links) {
        this.vertx = vertx;
        this.node = self.node();
        this.links = links;
        this.heads = new ParcelHeads(self, Parcel.QUESTION);
        this.answerHead = new WireWriter(64)
                .octet(Parcel.VERSION)
                .octet(Parcel.ANSWER)
                .text(node)
                .toBytes();
    }

    /** Begins; before anything is asked. */
    void start(Supplier<Set<String>> known) {
        nodes = known;
    }

    /** Has a kind of question answered on this node from now on; before it is asked, another one's place is taken. */
    public void serve(QuestionKind kind, Answerer answerer) {
        synchronized (answerers) {
            answerers.put(kind, answerer);
        }
    }

    /** How many nodes have not answered a question of this one in time. */
    public LongAdder unanswered() {
        return unanswered;
    }

    /** Asks all nodes, this one included. Never fails. */
    public Future<Answers> ask(QuestionKind kind, byte[] question) {
        return ask(nodes.get(), kind, question);
    }

    /** Asks one node. Never fails. */
    public Future<Answers> ask(String one, QuestionKind kind, byte[] question) {
        return ask(List.of(one), kind, question);
    }

    /** Asks some nodes. Never fails. */
    public Future<Answers> ask(Collection<String> asked, QuestionKind kind, byte[] question) {
        Gathering gathering = new Gathering(asked, vertx.promise());
        long id = last.incrementAndGet();
        open.put(id, gathering);
        byte[] body = new WireWriter(question.length + 16)
                .number(id)
                .octet(kind.number())
                .bytes(question)
                .toBytes();
        for (String peer : asked) {
            if (!peer.equals(node) && !links.ask(peer, heads::next, body, () -> gathering.missed(peer))) {
                gathering.missed(peer);
            }
        }
        if (asked.contains(node)) {
            answer(kind, question).onComplete(done -> gathering.heard(node, done.succeeded() ? done.result() : null));
        }
        long timer = gathering.isOver() ? -1 : vertx.setTimer(LIMIT_MILLIS, over -> gathering.end());
        return gathering.promise.future().onComplete(done -> {
            open.remove(id);
            vertx.cancelTimer(timer);
            unanswered.add(done.result().missing().size());
        });
    }

    private Future<byte[]> answer(QuestionKind kind, byte[] question) {
        Answerer answerer;
        synchronized (answerers) {
            answerer = answerers.get(kind);
        }
        if (answerer == null) {
            return Future.failedFuture("nobody answers " + kind);
        }
        try {
            return answerer.answer(question);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** On the cluster's event loop. */
    @Override
    public boolean asked(String from, WireReader reader) {
        if (!order.isNext(from, reader.number(), reader.number())) {
            return false;
        }
        WireReader body = reader.part();
        reader.done();
        long id = body.number();
        QuestionKind kind = QuestionKind.of(body.octet());
        byte[] question = body.bytes();
        body.done();
        if (kind == null) { // of a later version, which need not wait for that
            reply(from, id, null);
            return true;
        }
        answer(kind, question).onComplete(done -> {
            if (done.failed()) {
                LOG.debug("no answer for {} kind={} cause={}", from, kind, String.valueOf(done.cause()));
            }
            reply(from, id, done.succeeded() ? done.result() : null);
        });
        return true;
    }

    private void reply(String to, long id, byte @Nullable [] answer) {
        byte[] given = answer == null ? EMPTY : answer;
        byte[] body = new WireWriter(given.length + 16)
                .number(id)
                .octet(answer == null ? 0 : 1)
                .bytes(given)
                .toBytes();
        if (!links.ask(to, () -> answerHead, body, () -> {})) {
            LOG.debug("an answer was dropped, too much waits for {}", to);
        }
    }

    @Override
    public void answered(String from, WireReader reader) {
        WireReader body = reader.part();
        reader.done();
        long id = body.number();
        boolean isGiven = body.octet() == 1;
        byte[] answer = body.bytes();
        body.done();
        Gathering gathering = open.get(id);
        if (gathering != null) {
            gathering.heard(from, isGiven ? answer : null);
        }
    }

    @Override
    public void tidy(Set<String> members, long now) {
        order.tidy(members, now);
    }

    /** How many questions wait for answers; for tests. */
    int open() {
        return open.size();
    }

    /** What has come so far. Any thread. */
    private static final class Gathering {

        private final Promise<Answers> promise;
        private final Set<String> silent;
        private final Map<String, byte[]> given = new ConcurrentHashMap<>();
        private final Set<String> missing = new HashSet<>();

        Gathering(Collection<String> asked, Promise<Answers> promise) {
            this.promise = promise;
            this.silent = new HashSet<>(asked);
            if (asked.isEmpty()) {
                end();
            }
        }

        boolean isOver() {
            return promise.future().isComplete();
        }

        void missed(String peer) {
            heard(peer, null);
        }

        void heard(String peer, byte @Nullable [] answer) {
            synchronized (this) {
                if (!silent.remove(peer)) {
                    return; // it was not asked, or has answered before
                }
                if (answer == null) {
                    missing.add(peer);
                } else {
                    given.put(peer, answer);
                }
                if (!silent.isEmpty()) {
                    return;
                }
            }
            end();
        }

        void end() {
            Answers answers;
            synchronized (this) {
                missing.addAll(silent);
                silent.clear();
                answers = new Answers(given, missing);
            }
            promise.tryComplete(answers);
        }
    }
}
