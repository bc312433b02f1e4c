package io.carillon.client;

import io.carillon.message.ClientMessage;
import io.carillon.message.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Requests that are no publications: they wait for a connection, and for their answer, as long as a request may. What only
 * reads is asked again on the next connection. On the client's event loop, unless said otherwise.
 */
final class Inquiries {

    /** One of them. */
    private final class Inquiry<T> {

        private final Function<RequestId, ClientMessage> request;
        private final boolean reads;
        private final Function<Connection.Answer, T> reading;
        private final Promise<T> promise = home.promise();
        private long timer;

        Inquiry(Function<RequestId, ClientMessage> request, boolean reads, Function<Connection.Answer, T> reading) {
            this.request = request;
            this.reads = reads;
            this.reading = reading;
        }

        void begin() {
            all.add(this);
            timer = home.later(home.options().timeout().toMillis(), this::late);
            waiting.add(this);
            flush();
        }

        private void late() {
            fail(new ClientException(
                    ClientException.TIMEOUT,
                    "no answer in " + home.options().timeout().toMillis() + " ms"));
        }

        void send(Connection connection) {
            connection.ask(request).onSuccess(this::answered).onFailure(this::refused);
        }

        private void answered(Connection.Answer answer) {
            if (all.remove(this)) {
                home.cancel(timer);
                try {
                    promise.complete(reading.apply(answer));
                } catch (RuntimeException e) {
                    promise.fail(e);
                }
            }
        }

        private void refused(Throwable cause) {
            boolean isLost =
                    cause instanceof ClientException refused && refused.code().equals(ClientException.LOST);
            if (isLost && reads && all.contains(this)) {
                waiting.add(this);
            } else {
                fail(cause);
            }
        }

        void fail(Throwable cause) {
            if (all.remove(this)) {
                waiting.remove(this);
                home.cancel(timer);
                promise.fail(cause);
            }
        }
    }

    private final Home home;
    private final Set<Inquiry<?>> all = new LinkedHashSet<>();
    private final Set<Inquiry<?>> waiting = new LinkedHashSet<>();

    Inquiries(Home home) {
        this.home = home;
    }

    /**
     * Asks.
     *
     * @param reads whether it may be asked twice
     * @param reading what is made of the answer
     */
    <T> Future<T> ask(
            Function<RequestId, ClientMessage> request, boolean reads, Function<Connection.Answer, T> reading) {
        Inquiry<T> inquiry = new Inquiry<>(request, reads, reading);
        inquiry.begin();
        return inquiry.promise.future();
    }

    /** There is a connection. */
    void flush() {
        Connection open = home.connection();
        if (open != null) {
            List<Inquiry<?>> now = List.copyOf(waiting);
            waiting.clear();
            now.forEach(inquiry -> inquiry.send(open));
        }
    }

    /** There will be none any more. */
    void closed(ClientException why) {
        List.copyOf(all).forEach(inquiry -> inquiry.fail(why));
    }
}
