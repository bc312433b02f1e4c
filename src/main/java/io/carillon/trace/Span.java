package io.carillon.trace;

import io.carillon.message.RefusedException;
import io.carillon.message.TraceParent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One piece of work that is traced, from its beginning to its {@link #end}. Thread-safe. */
public final class Span {

    private final io.opentelemetry.api.trace.Span span;

    Span(io.opentelemetry.api.trace.Span span) {
        this.span = span;
    }

    /** What is done for it elsewhere refers to this. */
    public TraceParent context() {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(
                        Context.root().with(span),
                        headers,
                        (carrier, name, value) ->
                                Objects.requireNonNull(carrier).put(name, value));
        String parent = Objects.requireNonNull(headers.get(TraceParent.HEADER));
        return new TraceParent(parent, headers.get(TraceParent.STATE_HEADER), false);
    }

    /** @param value nothing is said where it is null */
    public Span set(String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    public Span set(String name, long value) {
        span.setAttribute(name, value);
        return this;
    }

    /** What was to be done was not. */
    public void fail(Throwable cause) {
        String type = cause instanceof RefusedException refused
                ? refused.code().code()
                : cause.getClass().getName(); // what it says may have somebody's data in it
        span.setAttribute("error.type", type).setStatus(StatusCode.ERROR, type);
    }

    public void end() {
        span.end();
    }

    /** Ends it as that what it stands for has ended. */
    public void end(@Nullable Throwable failure) {
        if (failure != null) {
            fail(failure);
        }
        span.end();
    }

    SpanContext spanContext() {
        return span.getSpanContext();
    }
}
