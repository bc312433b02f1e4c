package io.carillon.uplink;

import io.carillon.codec.AnswerReader;
import io.carillon.codec.CodecException;
import io.carillon.config.UplinkConfig;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carillon's own protocol, as a client speaks it: the room there is joined where the last connection has left it, so
 * that nothing is missed, and messages go there under keys. What cannot be continued is joined again where the server
 * there still has it. On the uplink's event loop.
 */
final class CarillonLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(CarillonLink.class);

    private static final long WELCOME_MILLIS = 10_000;
    private static final long REST_MILLIS = 1_000;

    private final Site site;
    private final Passage passage;
    private final UplinkConfig config;
    private final Format format;
    private final Link.Uplink uplink;
    private final Line line;
    private final Dialer dialer;
    private final Requests requests;
    private String user = "";
    private boolean welcome;
    private boolean joining; // what comes meanwhile will come once more
    private boolean joined;
    private boolean ready;
    private boolean over;
    private @Nullable Position stream; // null where the room there has none

    CarillonLink(Site site, Passage passage, Format format, Link.Uplink uplink, Line line, Dialer dialer) {
        this.site = site;
        this.passage = passage;
        this.config = passage.config();
        this.format = format;
        this.uplink = uplink;
        this.line = line;
        this.dialer = dialer;
        this.requests = new Requests(line, format);
        site.later(WELCOME_MILLIS, () -> {
            if (!welcome && !over) {
                line.hangUp(Verdict.AGAIN, "did not say welcome");
            }
        });
    }

    @Override
    public void heard(Buffer message, boolean text) {
        try {
            sort(AnswerReader.read(message.getBytes(), format));
        } catch (CodecException e) {
            line.hangUp(Verdict.HARDLY, "sent what is no message: " + e.getMessage());
        }
    }

    private void sort(Map<String, Object> message) {
        switch (Fields.text(message, "type")) {
            case "welcome" -> welcomed(message);
            case "reply", "error" -> requests.answered(message);
            case "message" -> message(message);
            case "reset" -> reset(message);
            case "left" -> left(message);
            case "notice" -> noticed(message);
            default -> {} // presence, and what is newer
        }
    }

    // ---- the beginning

    private void welcomed(Map<String, Object> message) {
        welcome = true;
        user = Fields.text(message, "user");
        requests.limit(Fields.number(Fields.map(message, "limits"), "message", Long.MAX_VALUE));
        boolean self = site.hub().cluster().nodeIds().contains(Fields.text(message, "node"));
        if (self && config.room().equals(config.remoteRoom())) {
            line.hangUp(Verdict.HARDLY, "is this cluster itself, and the room the same: nothing would ever end");
        } else if (config.direction().comesIn()) {
            join(uplink.inlet().position());
        } else {
            ready();
        }
    }

    private void ready() {
        if (!ready) {
            ready = true;
            uplink.ready(this::publish);
        }
    }

    // ---- what comes from there

    private void join(@Nullable Position from) {
        joining = true;
        requests.ask(id -> new ClientMessage.Join(id, config.remoteRoom(), from, null))
                .onSuccess(result -> joined(from, result))
                .onFailure(cause -> refused((Refused) cause, () -> join(from)));
    }

    private void refused(Refused refused, Runnable again) {
        if (!refused.isRetryable()) {
            line.hangUp(Verdict.HARDLY, "refused a join: " + refused.code());
            return;
        }
        site.later(Math.max(REST_MILLIS, refused.retryAfter()), () -> {
            if (!over) {
                again.run();
            }
        });
    }

    private void joined(@Nullable Position from, Map<String, Object> result) {
        Position at = Fields.position(result);
        stream = at;
        if (from == null || at == null) {
            begin(at);
        } else if (Boolean.TRUE.equals(result.get("recovered"))) {
            begin(null);
        } else {
            recover(from, at, Fields.number(result, "oldest", at.offset() + 1) - 1);
        }
    }

    /** It could not go on from there: takes what the server there still has. */
    private void recover(Position from, Position newest, long before) {
        boolean same = from.epoch().equals(newest.epoch());
        if (!same) {
            uplink.inlet().losses().begunAnew(from.epoch(), newest.epoch());
        } else if (before > from.offset()) {
            uplink.inlet().losses().gone(newest.epoch(), from.offset() + 1, before);
        }
        Position next = new Position(newest.epoch(), Math.min(before, newest.offset()));
        if (same && next.offset() <= from.offset() || next.equals(newest)) {
            begin(newest); // there is nothing in between
        } else {
            join(next);
        }
    }

    /** @param at from where on everything comes; null where that is known */
    private void begin(@Nullable Position at) {
        joining = false;
        joined = true;
        if (at != null && config.direction().comesIn()) {
            uplink.inlet().take(new Incoming(null, at));
        }
        ready();
    }

    private void message(Map<String, Object> message) {
        boolean ours = Fields.text(message, "room").equals(config.remoteRoom().value());
        if (joining || !ours || !config.direction().comesIn()) {
            return;
        }
        Map<String, Object> from = Fields.map(message, "from");
        boolean passes = passage.comesIn(Fields.textOrNull(from, "user"), Fields.textOrNull(from, "service"), user);
        Position epoch = stream;
        long offset = Fields.number(message, "offset", 0);
        Position at = epoch == null || offset <= 0 ? null : new Position(epoch.epoch(), offset);
        Payload data = passes && message.get("data") instanceof Payload said ? said : null;
        if (data != null || at != null) {
            take(new Incoming(data, at));
        }
    }

    private void take(Incoming message) {
        Inlet inlet = uplink.inlet();
        inlet.take(message);
        if (inlet.isFull()) {
            line.pause();
        }
    }

    /** Its stream has a gap, or is another one: goes on where this one was, as far as that can be. */
    private void reset(Map<String, Object> message) {
        Position to = Fields.position(message);
        boolean ours = Fields.text(message, "room").equals(config.remoteRoom().value());
        if (to == null || joining || !ours || !config.direction().comesIn()) {
            return;
        }
        Position known = uplink.inlet().position();
        join(known == null ? to : known);
    }

    private void left(Map<String, Object> message) {
        if (Fields.text(message, "room").equals(config.remoteRoom().value())) {
            line.hangUp(Verdict.AGAIN, "took this uplink out of the room");
        }
    }

    // ---- what goes there

    private Future<Void> publish(Outgoing message) {
        Payload data = message.data();
        if (data == null) {
            return Future.succeededFuture();
        }
        // Its own messages move the position on, too; without them old ones would look lost after a while.
        boolean echo = config.direction().comesIn() && stream != null;
        return requests.ask(id -> new ClientMessage.Publish(id, config.remoteRoom(), data, echo, message.key()))
                .onFailure(this::joinToPublish)
                .mapEmpty();
    }

    /** Where only members may publish. */
    private void joinToPublish(Throwable cause) {
        if (cause instanceof Refused refused && refused.code().equals(Refused.NOT_JOINED) && !joining && !joined) {
            join(null);
        }
    }

    // ---- both

    private void noticed(Map<String, Object> message) {
        long in = Fields.number(message, "in", 0);
        if (Fields.text(message, "event").equals("expiring")) {
            refresh(in);
        } else {
            LOG.info("the server there is going to close uplink={} in={}", config.name(), in);
        }
    }

    /** With what the file has in it now; the same token would be of no use. */
    private void refresh(long in) {
        if (config.target().tokenFile().isEmpty()) {
            LOG.warn(
                    "the token expires, and there is no token-file with a newer one uplink={} in={}",
                    config.name(),
                    in);
            return;
        }
        site.whenDone(dialer.token(), done -> {
            if (over || done.failed()) {
                return;
            }
            done.result()
                    .ifPresent(token -> requests.ask(id -> new ClientMessage.Refresh(id, token))
                            .onSuccess(result -> LOG.info("the token was renewed uplink={}", config.name()))
                            .onFailure(cause -> LOG.warn(
                                    "the token was not taken uplink={} cause={}", config.name(), cause.getMessage())));
        });
    }

    @Override
    public void look() {
        if (requests.areLate()) {
            line.hangUp(Verdict.AGAIN, "left a request unanswered");
        }
    }

    @Override
    public void ended() {
        over = true;
        requests.forget();
    }
}
