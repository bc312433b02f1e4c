package io.carillon.uplink;

import io.carillon.hub.Batch;
import io.carillon.hub.Connection;
import io.carillon.hub.Details;
import io.carillon.hub.Outbox;
import io.carillon.hub.Shard;
import io.carillon.message.CloseCode;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A member of the room here that is no client: it stays one whatever happens, until it is closed. On its event loop.
 */
final class LocalMember implements Outbox {

    private static final long REST_MILLIS = 500;

    private final Site site;
    private final RoomName room;
    private final Consumer<Batch> receiver;
    private final Runnable disturbed;
    private final Connection connection;
    private final Promise<Void> joined = Promise.promise();
    private boolean closed;

    /**
     * @param name what others see where the room has presence
     * @param receiver gets what is said; must call nothing back
     * @param disturbed called when something else has happened to the room; must call nothing back
     */
    LocalMember(Site site, String name, RoomName room, Consumer<Batch> receiver, Runnable disturbed) {
        this.site = site;
        this.room = room;
        this.receiver = receiver;
        this.disturbed = disturbed;
        Shard shard = new Shard(site::execute, () -> {});
        this.connection = new Connection(name + '-' + UUID.randomUUID(), name, shard, this, Details.NONE);
    }

    /** Completes when it is a member; until that can be had it tries. */
    Future<Void> join() {
        if (!closed) {
            site.hub()
                    .join(connection, room)
                    .onComplete(done -> site.execute(() -> {
                        if (done.succeeded()) {
                            joined.tryComplete();
                        } else {
                            site.later(REST_MILLIS, this::join);
                        }
                    }));
        }
        return joined.future();
    }

    void close() {
        closed = true;
        site.hub().close(connection, false);
    }

    @Override
    public void write(Batch batch) {
        receiver.accept(batch);
    }

    @Override
    public void send(ServerMessage message) {
        disturbed.run();
        if (message instanceof ServerMessage.Left) {
            site.later(REST_MILLIS, this::join);
        }
    }

    @Override
    public boolean keepsUp() {
        return true; // what it is given it keeps, or drops
    }

    @Override
    public void whenKeepsUp(Runnable task) {
        site.execute(task);
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void forget(RoomName left) {
        // nothing waits apart
    }

    @Override
    public void close(CloseCode code, String reason) {
        site.hub().leave(connection, room);
        site.later(REST_MILLIS, this::join);
    }
}
