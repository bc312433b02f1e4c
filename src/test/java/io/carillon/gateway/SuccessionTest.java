package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done one after the other. */
class SuccessionTest {

    private final Succession succession = new Succession();
    private final List<String> begun = new ArrayList<>();

    private <T> Future<T> then(String name, Future<T> task) {
        return succession.then(() -> {
            begun.add(name);
            return task;
        });
    }

    @Test
    void eachBeginsWhenTheOneBeforeIsOver() {
        Promise<Void> first = Promise.promise();
        Promise<Void> second = Promise.promise();
        then("first", first.future());
        then("second", second.future());
        then("third", Future.succeededFuture());

        assertThat(begun).containsExactly("first");
        first.complete();
        assertThat(begun).containsExactly("first", "second");
        second.complete();
        assertThat(begun).containsExactly("first", "second", "third");
    }

    @Test
    void whatFailsOrThrowsHoldsUpNobody() {
        Future<Void> failed = then("first", Future.failedFuture("no"));
        Future<Void> thrown = succession.then(() -> {
            throw new IllegalStateException("never");
        });

        assertThat(then("third", Future.succeededFuture(3)).result()).isEqualTo(3);
        assertThat(failed.cause()).hasMessage("no");
        assertThat(thrown.cause()).hasMessage("never");
    }
}
