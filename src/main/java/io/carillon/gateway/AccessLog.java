package io.carillon.gateway;

import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Who has come in, who has gone and why, and who was not let in: a line each at {@code debug}, since there may be thousands in a
 * second. Never a token: of a request's address only the path is told. Any thread.
 */
public final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private AccessLog() {}

    /** Has a line say which connection it is about. */
    public static LoggingEventBuilder about(Connection connection, LoggingEventBuilder line) {
        return line.addKeyValue("connection", connection.id())
                .addKeyValue("user", connection.user())
                .addKeyValue("endpoint", connection.endpoint());
    }

    static void opened(Connection connection, RoutingContext routing) {
        if (LOG.isDebugEnabled()) {
            about(connection, LOG.atDebug())
                    .addKeyValue("subprotocol", connection.subprotocol().orElse(""))
                    .addKeyValue("address", Caller.of(routing).ip())
                    .log("opened");
        }
    }

    /** @param code 1005 where the client gave none, 1006 where the connection broke */
    static void closed(Connection connection, int code, String reason) {
        if (LOG.isDebugEnabled()) {
            about(connection, LOG.atDebug())
                    .addKeyValue("code", code)
                    .addKeyValue("reason", reason)
                    .addKeyValue("millis", connection.hub().clock().millis() - connection.since())
                    .log("closed");
        }
    }

    static void refused(RoutingContext routing, Refusal refusal) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("status", refusal.status())
                    .addKeyValue("error", refusal.code().code())
                    .addKeyValue("reason", refusal.reason())
                    .addKeyValue("path", routing.request().path())
                    .addKeyValue("address", Caller.ipOf(routing))
                    .log("refused");
        }
    }
}
