package io.carillon.uplink;

import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A room with a stream, read page by page as it is needed, so that nothing piles up however long the connection there
 * is away. That something new was said a membership tells, which is there for nothing else. On the uplink's event
 * loop.
 */
final class StreamSource implements Source {

    private static final int PAGE = 200;
    private static final long REST_MILLIS = 500;

    private final Site site;
    private final Passage passage;
    private final RoomName room;
    private final Bookmark bookmark;
    private final Losses losses;
    private final Runnable bell;
    private final LocalMember member;
    private final Deque<Outgoing> ahead = new ArrayDeque<>();
    private @Nullable Position at; // of what was read last
    private boolean news = true;
    private boolean reading;
    private boolean closed;

    /**
     * @param from up to where everything is there; null to begin with what comes now
     * @param bell must call nothing back
     */
    StreamSource(Site site, Passage passage, Bookmark bookmark, @Nullable Position from, Losses losses, Runnable bell) {
        this.site = site;
        this.passage = passage;
        this.room = passage.config().room();
        this.bookmark = bookmark;
        this.at = from;
        this.losses = losses;
        this.bell = bell;
        this.member =
                new LocalMember(site, String.valueOf(passage.self().service()), room, batch -> ring(), this::ring);
    }

    private void ring() {
        news = true;
        bell.run();
    }

    @Override
    public Future<Void> open() {
        return member.join().compose(joined -> begin());
    }

    private Future<Void> begin() {
        Promise<Void> begun = Promise.promise();
        if (at == null) {
            look(begun);
        } else {
            begun.complete();
        }
        return begun.future();
    }

    /** Where the stream is now. */
    private void look(Promise<Void> begun) {
        site.whenDone(site.hub().history(room, 0, 0, false), done -> {
            if (closed) {
                return;
            }
            if (done.failed()) {
                site.later(REST_MILLIS, () -> look(begun));
                return;
            }
            Position now = new Position(done.result().epoch(), done.result().offset());
            at = now;
            bookmark.note(now);
            begun.complete();
        });
    }

    @Override
    public @Nullable Outgoing poll() {
        Outgoing next = ahead.poll();
        Position from = at;
        if (next == null && news && !reading && from != null) {
            read(from);
        }
        return next;
    }

    private void read(Position from) {
        reading = true;
        news = false;
        site.whenDone(site.hub().history(room, from.offset(), PAGE, false), done -> {
            reading = false;
            if (closed) {
                return;
            }
            if (done.succeeded()) {
                take(from, done.result());
                if (news) { // it was told while this was read, and nobody listened
                    bell.run();
                }
            } else {
                site.later(REST_MILLIS, this::ring);
            }
        });
    }

    private void take(Position from, Slice page) {
        if (!page.epoch().equals(from.epoch())) {
            losses.begunAnew(from.epoch(), page.epoch());
            at = new Position(page.epoch(), page.oldest() - 1);
            ring();
            return;
        }
        if (page.oldest() > from.offset() + 1 && page.offset() > from.offset()) {
            losses.gone(page.epoch(), from.offset() + 1, page.oldest() - 1);
            at = new Position(page.epoch(), page.oldest() - 1);
        }
        for (StoredMessage message : page.messages()) {
            Position here = new Position(page.epoch(), message.offset());
            String key = here.epoch() + ':' + here.offset();
            ahead.add(new Outgoing(passage.goesOut(message.from()) ? message.data() : null, key, here));
            at = here;
        }
        if (!page.messages().isEmpty() || page.offset() > from.offset()) {
            ring();
        }
    }

    @Override
    public void done(Outgoing message) {
        Position here = message.at();
        if (here != null) {
            bookmark.note(here);
        }
    }

    @Override
    public void close() {
        closed = true;
        member.close();
        ahead.clear();
    }
}
