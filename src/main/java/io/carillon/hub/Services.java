package io.carillon.hub;

import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.TraceParent;
import io.vertx.core.Future;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What other services hear of this node. The hub owns this interface, whoever talks with services implements it. Nothing
 * here blocks; what happens to one connection is told in order, on its event loop.
 */
public interface Services {

    /** There are none. */
    Services NONE = new Services() {};

    /**
     * A client asks a service for something.
     *
     * @param claims of its token, as JSON
     * @param trace what this is a part of; null where nobody keeps that
     */
    record Call(
            String method,
            Payload data,
            String user,
            String connection,
            String claims,
            @Nullable TraceParent trace) {

        /** Without data and claims. */
        @Override
        public String toString() {
            return "Call[method=" + method + ", connection=" + connection + "]";
        }
    }

    /**
     * Asks the service that has this method.
     *
     * @return completes, on any thread, with what it has answered; fails with a {@link RefusedException}
     */
    default Future<Payload> call(Call call) {
        return Future.failedFuture(
                new RefusedException(ErrorCode.NOT_FOUND, "no service answers the method " + call.method()));
    }

    /** A message of a room whose settings say that services get it; in the room's order for each publisher. Any thread. */
    default void published(Publication publication) {}

    /** What other services were to hear, and did not since too much waited for them. */
    default LongAdder dropped() {
        return new LongAdder();
    }

    default void opened(Connection connection) {}

    /** @param code 1005 where the client gave none, 1006 where the connection broke */
    default void closed(Connection connection, int code, String reason) {}

    default void joined(Connection connection, RoomName room) {}

    default void left(Connection connection, RoomName room) {}
}
