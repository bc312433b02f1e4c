package io.carillon.trace;

import io.opentelemetry.api.trace.SpanKind;

/** What is done for a message: how its span is called, and of which kind it is (OpenTelemetry's conventions of messaging). */
public enum Work {
    /** Somebody's message is taken, until it is on its way to all nodes. */
    PUBLISH("publish", SpanKind.PRODUCER, "send"),
    /** It goes to the node that hands it on. */
    FORWARD("forward", SpanKind.PRODUCER, "send"),
    /** It is put into its room's stream, with its copies. */
    APPEND("append", SpanKind.CLIENT, "send"),
    /** It has reached a node, and is handed to that node's members. */
    DELIVER("deliver", SpanKind.CONSUMER, "process"),
    /** A service is asked, until it answers. */
    CALL("call", SpanKind.CLIENT, "send");

    final String text;
    final SpanKind kind;
    final String type;

    Work(String text, SpanKind kind, String type) {
        this.text = text;
        this.kind = kind;
        this.type = type;
    }
}
