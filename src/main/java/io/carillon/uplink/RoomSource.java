package io.carillon.uplink;

import io.carillon.hub.Batch;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A room without a stream: what is said in it waits here for the connection there, and where that is too long away the
 * oldest messages are dropped. On the uplink's event loop.
 */
final class RoomSource implements Source {

    private static final int MOST = 10_000;

    private final Passage passage;
    private final Losses losses;
    private final Runnable bell;
    private final long mostBytes;
    private final LocalMember member;
    private final String run = UUID.randomUUID().toString();
    private final Deque<Outgoing> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long count;

    /** @param bell must call nothing back */
    RoomSource(Site site, Passage passage, Losses losses, Runnable bell) {
        this.passage = passage;
        this.losses = losses;
        this.bell = bell;
        this.mostBytes = site.config().limits().connection().queue();
        this.member = new LocalMember(
                site, String.valueOf(passage.self().service()), passage.config().room(), this::heard, () -> {});
    }

    @Override
    public Future<Void> open() {
        return member.join();
    }

    private void heard(Batch batch) {
        for (int i = 0; i < batch.size(); i++) {
            Publication publication = batch.get(i).publication();
            if (passage.goesOut(publication.from())) {
                waiting.add(new Outgoing(publication.data(), run + ':' + ++count, null));
                waitingBytes += publication.data().bytes().length;
            }
        }
        while (waiting.size() > MOST || waitingBytes > mostBytes && waiting.size() > 1) {
            take();
            losses.one("too much waits for the connection");
        }
        bell.run();
    }

    private @Nullable Outgoing take() {
        Outgoing first = waiting.poll();
        Payload data = first == null ? null : first.data();
        waitingBytes -= data == null ? 0 : data.bytes().length;
        return first;
    }

    @Override
    public @Nullable Outgoing poll() {
        return take();
    }

    @Override
    public void done(Outgoing message) {
        // it is nowhere any more
    }

    @Override
    public void close() {
        member.close();
        waiting.clear();
    }
}
