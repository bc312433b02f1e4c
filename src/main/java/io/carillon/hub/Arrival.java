package io.carillon.hub;

import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Member;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** What comes before somebody is a member, and before it is told so: that the others know. On the connection's event loop. */
final class Arrival {

    private Arrival() {}

    /** Goes on when the other nodes know of the member, where there is presence, and of the room. */
    static Future<Entry> of(
            Connection connection, ClientMessage.Join join, LocalRoom local, Supplier<Future<Entry>> next) {
        PresenceRoom presence = local.presence();
        if (presence == null) {
            return connection.shard().after(local.entered(), next);
        }
        Future<Void> told = presence.join(new Member(connection.id(), connection.user(), join.member()));
        return connection
                .shard()
                .after(Future.all(local.entered(), told).mapEmpty(), next)
                .compose(entry -> counted(connection, join.room(), presence, entry));
    }

    /** How many there are, when everything that was told of them before has been delivered. */
    private static Future<Entry> counted(Connection connection, RoomName room, PresenceRoom presence, Entry entry) {
        Promise<Entry> promise = Promise.promise();
        presence.answer(connection.shard(), false, now -> {
            Members.Membership membership = connection.membership(room);
            if (membership == null) {
                promise.fail(ended());
                return;
            }
            promise.complete(new Entry(entry.start(), now.count(), () -> {
                entry.begin().run();
                membership.begin();
            }));
        });
        return promise.future();
    }

    /** What a join is answered with whose membership is over before it has begun: the connection was closed. */
    static RefusedException ended() {
        return new RefusedException(ErrorCode.UNAVAILABLE, "the membership has ended before it had begun");
    }
}
