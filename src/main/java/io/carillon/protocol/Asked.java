package io.carillon.protocol;

import io.carillon.hub.Logbook;
import io.carillon.message.ClientMessage;
import org.jspecify.annotations.Nullable;

/** What a message asks for, as far as it is remembered of one that was refused. Stateless. */
final class Asked implements ClientMessage.Handler<Logbook.Request> {

    private static final Asked INSTANCE = new Asked();

    private static final Logbook.Request UNKNOWN = new Logbook.Request(null, null);

    private Asked() {}

    /** @param message null where it is none that can be read */
    static Logbook.Request of(@Nullable ClientMessage message) {
        return message == null ? UNKNOWN : message.accept(INSTANCE);
    }

    @Override
    public Logbook.Request join(ClientMessage.Join join) {
        return new Logbook.Request("join", join.room());
    }

    @Override
    public Logbook.Request leave(ClientMessage.Leave leave) {
        return new Logbook.Request("leave", leave.room());
    }

    @Override
    public Logbook.Request publish(ClientMessage.Publish publish) {
        return new Logbook.Request("publish", publish.room());
    }

    @Override
    public Logbook.Request send(ClientMessage.Send send) {
        return new Logbook.Request("send", null);
    }

    @Override
    public Logbook.Request members(ClientMessage.Members members) {
        return new Logbook.Request("members", members.room());
    }

    @Override
    public Logbook.Request history(ClientMessage.History history) {
        return new Logbook.Request("history", history.room());
    }

    @Override
    public Logbook.Request info(ClientMessage.Info info) {
        return new Logbook.Request("info", null);
    }

    @Override
    public Logbook.Request ping(ClientMessage.Ping ping) {
        return new Logbook.Request("ping", null);
    }

    @Override
    public Logbook.Request refresh(ClientMessage.Refresh refresh) {
        return new Logbook.Request("refresh", null);
    }

    @Override
    public Logbook.Request call(ClientMessage.Call call) {
        return new Logbook.Request("call", null);
    }
}
