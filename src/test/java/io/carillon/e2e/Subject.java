package io.carillon.e2e;

import io.vertx.core.json.JsonObject;

/** A client under test: in the rooms {@code feed} and {@code own:NAME}, and publishing numbers to the latter all the time. */
interface Subject extends AutoCloseable {

    String name();

    /** {@code feed} and {@code own} are how many messages it was handed, {@code waiting} how many publications have no answer yet. */
    JsonObject progress();

    /** Publishes no more. */
    void stop();

    /** Everything that it was handed, and what became of its publications; {@code subject.js} says of what form. */
    JsonObject report();

    /** What happens to it when the lid of a laptop is closed. */
    void sleep();

    void wake();

    /** What happens to a page that nobody looks at. */
    default void freeze(boolean whether) {}

    /** What its surroundings tell it of its network. */
    default void offline(boolean whether) {}

    @Override
    void close();
}
