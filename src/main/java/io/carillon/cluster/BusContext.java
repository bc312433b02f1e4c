package io.carillon.cluster;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event loops from which the event bus is used. */
public final class BusContext {

    private static final Logger LOG = LoggerFactory.getLogger(BusContext.class);

    private BusContext() {}

    /**
     * One more. Vert.x (5.0.10) reports each write that failed with a broken connection twice: to the write's future, as
     * it should, and as an unhandled "Promise already completed" with a stack trace, which is kept out of the log.
     */
    public static ContextInternal of(VertxInternal vertx) {
        ContextInternal context = vertx.createEventLoopContext();
        context.exceptionHandler(BusContext::report);
        return context;
    }

    private static void report(Throwable e) {
        if (e instanceof IllegalStateException && "Promise already completed".equals(e.getMessage())) {
            LOG.debug("a write to a broken connection has failed");
        } else {
            LOG.error("unhandled", e);
        }
    }
}
