package io.carillon.overview;

import io.carillon.count.NodeCounters;
import io.carillon.count.Times;
import io.carillon.hub.Hub;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a node tells of itself. Any thread. */
final class NodeReport {

    static final String NODE = "node";
    static final String VERSION = "version";
    static final String STARTED = "started";

    private static final double MILLIS_IN_A_SECOND = 1e3;

    private final Hub hub;
    private final NodeCounters counters;
    private final Vitals vitals;
    private final List<Column> columns;
    private final Sampler sampler;

    NodeReport(Hub hub, NodeCounters counters, Vitals vitals, List<Column> columns, Sampler sampler) {
        this.hub = hub;
        this.counters = counters;
        this.vitals = vitals;
        this.columns = columns;
        this.sampler = sampler;
    }

    /** @param since samples after this time, in ms since 1970 */
    JsonObject tell(long since) {
        JsonObject json = new JsonObject()
                .put(NODE, hub.cluster().node())
                .put(VERSION, vitals.version())
                .put(STARTED, vitals.started());
        state(json);
        json.put("cores", Runtime.getRuntime().availableProcessors());
        cpu(json);
        return json.put(
                        "heap",
                        pair("used", Columns.heap(), "max", Runtime.getRuntime().maxMemory()))
                .put(
                        "direct",
                        pair(
                                "used",
                                vitals.directUsed().getAsLong(),
                                "limit",
                                vitals.directLimit().getAsLong()))
                .put("connections", hub.directory().size())
                .put("limit", vitals.limit().getAsLong())
                .put("users", hub.directory().users())
                .put("rooms", hub.rooms())
                .put("streams", hub.cluster().streamCounters().streams().getAsLong())
                .put("queueBytes", Columns.queued(counters))
                .put("samples", samples(sampler.since(since)));
    }

    private void state(JsonObject json) {
        Optional<String> reason = vitals.unready().get();
        boolean draining = vitals.draining().getAsBoolean();
        json.put("state", draining ? "draining" : reason.isPresent() ? "unready" : "ready");
        reason.ifPresent(why -> json.put("reason", why));
    }

    private void cpu(JsonObject json) {
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.name().equals(Columns.CPU)) {
                sampler.newest(i).ifPresent(number -> json.put(Columns.CPU, column.shown(number)));
            }
        }
    }

    private static JsonObject pair(String name, long number, String other, long otherNumber) {
        return new JsonObject().put(name, number).put(other, otherNumber);
    }

    private JsonObject samples(Ring.Cut cut) {
        JsonObject json = new JsonObject()
                .put("time", numbers(Arrays.stream(cut.times()).boxed().toList()));
        JsonObject groups = new JsonObject();
        JsonArray buckets = new JsonArray();
        IntStream.range(0, cut.size()).forEach(row -> buckets.add(new JsonArray()));
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.group().isEmpty()) {
                json.put(column.name(), series(cut, i));
            } else if (column.group().equals(Columns.FAN_OUT)) {
                for (int row = 0; row < cut.size(); row++) {
                    buckets.getJsonArray(row).add(cut.at(i, row));
                }
            } else {
                JsonObject group =
                        (JsonObject) groups.getMap().computeIfAbsent(column.group(), none -> new JsonObject());
                if (cut.isSeen(i)) {
                    group.put(column.name(), series(cut, i));
                }
            }
        }
        return json.put(
                        Columns.FAN_OUT,
                        new JsonObject().put("bounds", bounds()).put("counts", buckets))
                .mergeIn(groups);
    }

    private JsonArray series(Ring.Cut cut, int column) {
        JsonArray all = new JsonArray();
        for (int row = 0; row < cut.size(); row++) {
            all.add(columns.get(column).shown(cut.at(column, row)));
        }
        return all;
    }

    private static JsonArray numbers(List<Long> all) {
        return new JsonArray(all);
    }

    /** In ms. */
    private static JsonArray bounds() {
        return new JsonArray(Arrays.stream(Times.bounds())
                .mapToObj(bound -> bound * MILLIS_IN_A_SECOND)
                .toList());
    }
}
