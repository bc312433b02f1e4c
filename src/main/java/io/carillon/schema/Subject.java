package io.carillon.schema;

import io.carillon.config.SchemaName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subject of a registry, as it is now: what was had last stays in use until there is something better. Its schema is had
 * from any thread; it is fetched on one event loop.
 */
final class Subject {

    private static final Logger LOG = LoggerFactory.getLogger(Subject.class);

    private static final int MOST_REFERENCES = 20;

    /** A schema that can be used, and the version that it is. */
    record Current(Schema schema, int version) {}

    private final SchemaName.InRegistry name;
    private final RegistryClient registry;
    private final Vertx vertx;
    private volatile @Nullable Current current;
    private volatile String problem = "it was not fetched yet";
    private volatile boolean closed;
    private @Nullable Document last;

    Subject(SchemaName.InRegistry name, RegistryClient registry, Vertx vertx) {
        this.name = name;
        this.registry = registry;
        this.vertx = vertx;
    }

    /** The same, with what another one of the same name has had. */
    Subject after(@Nullable Subject before) {
        if (before != null) {
            current = before.current;
        }
        return this;
    }

    /** Null as long as there never was one. */
    @Nullable
    Current current() {
        return current;
    }

    /** Why the last attempt failed; empty where it did not. */
    String problem() {
        return problem;
    }

    void close() {
        closed = true;
    }

    /** Fetches it, unless it is there and cannot change. Never fails. */
    Future<Void> refresh() {
        if (current != null && name.version().isPresent()) {
            return Future.succeededFuture();
        }
        return registry.version(name.subject(), name.versionText())
                .compose(answer -> taken(() -> Document.of(answer)))
                .compose(this::take)
                .transform(done -> {
                    told(done.succeeded() ? "" : String.valueOf(done.cause().getMessage()));
                    return Future.succeededFuture();
                });
    }

    private interface Reading<T> {
        T read() throws Exception;
    }

    private static <T> Future<T> taken(Reading<T> reading) {
        try {
            return Future.succeededFuture(reading.read());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> take(Document document) {
        if (document.equals(last)) {
            return Future.succeededFuture();
        }
        Map<String, String> texts = new HashMap<>();
        return references(document, texts)
                .compose(all -> vertx.executeBlocking(() -> Schema.of(document.text(), texts), false))
                .recover(cause -> Future.failedFuture(untyped(document, cause)))
                .onSuccess(schema -> {
                    last = document;
                    current = new Current(schema, document.version());
                    LOG.info("the schema was taken subject={} version={}", name.subject(), document.version());
                })
                .mapEmpty();
    }

    /** What registries send without a type is Avro in most of them. */
    private static Throwable untyped(Document document, Throwable cause) {
        return cause instanceof SchemaException && !document.typed()
                ? new RegistryException("a schema without schemaType, perhaps of Avro: " + cause.getMessage())
                : cause;
    }

    /** Fetches what a document refers to, and what that refers to, one after the other. */
    private Future<Void> references(Document document, Map<String, String> texts) {
        Future<Void> all = Future.succeededFuture();
        for (Document.Reference reference : document.references()) {
            all = all.compose(before -> reference(reference, texts));
        }
        return all;
    }

    private Future<Void> reference(Document.Reference reference, Map<String, String> texts) {
        if (texts.containsKey(reference.name())) {
            return Future.succeededFuture();
        }
        if (texts.size() == MOST_REFERENCES) {
            return Future.failedFuture(new RegistryException("more than " + MOST_REFERENCES + " references"));
        }
        return registry.version(reference.subject(), String.valueOf(reference.version()))
                .compose(answer -> taken(() -> Document.of(answer)))
                .compose(document -> {
                    texts.put(reference.name(), document.text());
                    return references(document, texts);
                });
    }

    /** A trouble that lasts is told once. */
    private void told(String now) {
        if (!now.isEmpty() && !now.equals(problem) && !closed) {
            LOG.warn(
                    "the schema could not be fetched, {} subject={} version={} cause={}",
                    current == null ? "the node is not ready" : "the one before stays in use",
                    name.subject(),
                    name.versionText(),
                    now);
        }
        problem = now;
    }
}
