package io.carillon.http;

import io.carillon.auth.Grant;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.service.Body;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that may be done, and how it is answered: once, with JSON or a {@link Problem}. Its body was not read, and is held
 * back. For the request's event loop, but {@link #answer} and {@link #refuse}.
 */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final RoutingContext routing;
    private final ApiOperation operation;
    private final @Nullable Grant grant;
    private final Body asked;
    private final Context context;

    /**
     * @param grant what the token allows; null where the operation is open to all
     * @param asked the parameters, by their names
     */
    Exchange(RoutingContext routing, ApiOperation operation, @Nullable Grant grant, Body asked) {
        this.routing = routing;
        this.operation = operation;
        this.grant = grant;
        this.asked = asked;
        this.context = routing.vertx().getOrCreateContext();
    }

    HttpServerRequest request() {
        return routing.request();
    }

    HttpServerResponse response() {
        return routing.response();
    }

    RoutingContext routing() {
        return routing;
    }

    Grant grant() {
        return Objects.requireNonNull(grant);
    }

    /** The parameters of path, query and headers. */
    Body asked() {
        return asked;
    }

    /** That of the request. */
    Context context() {
        return context;
    }

    /**
     * The media type of the body.
     *
     * @throws BearerCheck.Refused where it is none that the operation takes
     */
    String bodyType() {
        String header = request().getHeader(HttpHeaders.CONTENT_TYPE);
        String[] parts = (header == null ? "application/json" : header)
                .toLowerCase(Locale.ROOT)
                .split(";");
        String type = parts[0].strip();
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported("the body is UTF-8, not " + parameter.substring("charset=".length()));
            }
        }
        if (!operation.consumes().contains(type)) {
            throw unsupported("the body is one of " + String.join(", ", operation.consumes()) + ", not " + type);
        }
        String coding = request().getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw unsupported("the body is sent as it is, not compressed");
        }
        return type;
    }

    private BearerCheck.Refused unsupported(String reason) {
        return new BearerCheck.Refused(
                Problem.of(415, reason).header("Accept-Post", String.join(", ", operation.consumes())));
    }

    /** Whoever waits for it is told to send the body. */
    void expectBody() {
        if ("100-continue".equalsIgnoreCase(request().getHeader(HttpHeaders.EXPECT))) {
            response().writeContinue();
        }
    }

    /** Answers with JSON when it is known; or refuses. Any thread. */
    void answer(Future<byte[]> json) {
        json.onSuccess(bytes -> context.runOnContext(nothing -> {
                    HttpServerResponse response = response();
                    if (!response.ended() && !response.closed()) {
                        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                                .end(Buffer.buffer(bytes));
                        Rest.drop(request());
                    }
                }))
                .onFailure(this::refuse);
    }

    /** Any thread. */
    void refuse(Throwable cause) {
        context.runOnContext(nothing -> {
            if (!response().closed()) {
                problem(cause).send(request());
            }
        });
    }

    private Problem problem(Throwable cause) {
        if (cause instanceof BearerCheck.Refused refused) {
            return refused.problem();
        }
        if (cause instanceof RefusedException refused) {
            return Problem.of(refused);
        }
        LOG.error("a request failed operation={}", operation.id(), cause);
        return Problem.of(ErrorCode.INTERNAL, "the server could not do this");
    }
}
