/**
 * A client of Carillon's message protocol, on Vert.x. It keeps a connection through whatever ends, is in the rooms that it
 * is wanted in, goes on in their streams where it was, and publishes exactly once where the server can tell.
 *
 * <pre>{@code
 * Client client = Client.create(vertx, ClientOptions.of("wss://example.org/ws").token(token));
 * Room room = client.room("chat:lobby");
 * room.handler(message -> System.out.println(message.from().user() + ": " + message.data()));
 * room.missedHandler(gone -> System.out.println("gone: " + gone.from() + " to " + gone.to()));
 * room.join()
 *         .compose(joined -> room.publish(new JsonObject().put("text", "hello")))
 *         .onSuccess(published -> System.out.println("stored at " + published.position()))
 *         .onFailure(System.err::println);
 * }</pre>
 *
 * <p>{@link io.carillon.client.Client} and {@link io.carillon.client.Room} are what an application uses, from any thread. What
 * decides about pauses, positions and order ({@code Pace}, {@code Place}, {@code Outbox}, {@code Inbox}) are plain classes
 * without Vert.x, clock or randomness. {@link io.carillon.client.Dialer}, {@link io.carillon.client.Line}, {@link
 * io.carillon.client.Backoff} and {@link io.carillon.client.Verdict} are public for those who speak another protocol, or have
 * to see what a client would hide.
 */
@NullMarked
package io.carillon.client;

import org.jspecify.annotations.NullMarked;
