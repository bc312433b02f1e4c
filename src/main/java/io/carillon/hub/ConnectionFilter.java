package io.carillon.hub;

import io.carillon.config.IpLiteral;
import io.carillon.config.Network;
import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.Inet4Address;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are looked for, and how many of them. All that is said has to be so; what is null does not matter.
 *
 * @param open whether those that are open are looked for, or those that have ended
 * @param user whose
 * @param match a pattern of users
 * @param room that they are in, or were at their end
 * @param node where they are, or were
 * @param connection how their ids begin
 * @param address an IP address, or a network as CIDR has it, where their clients are
 * @param code the close code with which they have ended
 * @param limit how many, 1 or more
 * @param after the key where the page before has ended; empty for the first one
 */
public record ConnectionFilter(
        boolean open,
        @Nullable String user,
        @Nullable NamePattern match,
        @Nullable RoomName room,
        @Nullable String node,
        @Nullable String connection,
        @Nullable Network address,
        @Nullable Integer code,
        int limit,
        String after) {

    /** Of an address of IPv4. */
    private static final int BITS = 32;

    /** Whether an open one is as it is looked for; the place of the page aside. Any thread. */
    boolean includes(Connection one) {
        return includes(one.id(), one.user())
                && (address == null || isThere(one.details().address()))
                && (room == null || one.isIn(room));
    }

    /** Whether one that has ended was. */
    boolean includes(Departed one) {
        return includes(one.connection(), one.user())
                && (address == null || isThere(one.address()))
                && (room == null || one.rooms().contains(room))
                && (node == null || node.equals(one.node()))
                && (code == null || code == one.ending().code());
    }

    private boolean includes(String id, String whose) {
        return (connection == null || id.startsWith(connection))
                && (user == null || user.equals(whose))
                && (match == null || match.matches(whose));
    }

    /** What is looked for is mostly one address, and most are of IPv4, which is written in one way. */
    private boolean isThere(String ip) {
        if (address == null || address.first().getHostAddress().equals(ip)) {
            return true;
        }
        boolean isOneOfFour = address.prefix() == BITS && address.first() instanceof Inet4Address;
        return !isOneOfFour && IpLiteral.parse(ip).filter(address::contains).isPresent();
    }

    /** Whether a key comes behind the page before. */
    boolean isBehind(String key) {
        return key.compareTo(after) > 0;
    }

    /** As it travels between nodes. */
    byte[] encode() {
        JsonObject json = new JsonObject().put("open", open).put("limit", limit).put("after", after);
        Json.put(json, "user", user);
        Json.put(json, "match", match == null ? null : match.toString());
        Json.put(json, "room", room == null ? null : room.value());
        Json.put(json, "node", node);
        Json.put(json, "connection", connection);
        Json.put(json, "address", address == null ? null : address.toString());
        Json.put(json, "code", code);
        return json.toBuffer().getBytes();
    }

    /** Throws a runtime exception where it is none. */
    static ConnectionFilter decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        String match = json.getString("match");
        String room = json.getString("room");
        String address = json.getString("address");
        return new ConnectionFilter(
                Boolean.TRUE.equals(json.getBoolean("open")),
                json.getString("user"),
                match == null ? null : NamePattern.of(match),
                room == null ? null : new RoomName(room),
                json.getString("node"),
                json.getString("connection"),
                address == null ? null : Network.parse(address),
                json.getInteger("code"),
                Objects.requireNonNull(json.getInteger("limit")),
                Objects.requireNonNull(json.getString("after")));
    }
}
