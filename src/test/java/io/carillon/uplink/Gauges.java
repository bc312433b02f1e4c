package io.carillon.uplink;

import io.carillon.support.Eventually;
import io.carillon.support.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a node's metrics say about its uplinks. */
final class Gauges {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Gauges() {}

    static void awaitConnected(TestServer node, String uplink) {
        await(node, "carillon_uplink_connected{uplink=\"" + uplink + "\"}", 1);
    }

    static void awaitDropped(TestServer node, String uplink, String direction, int count) {
        await(node, "carillon_uplink_dropped_total{direction=\"" + direction + "\",uplink=\"" + uplink + "\"}", count);
    }

    static void awaitReconnects(TestServer node, String uplink, int count) {
        await(node, "carillon_uplink_reconnects_total{uplink=\"" + uplink + "\"}", count);
    }

    /** Until then what is published may still be written to a connection that is over, and nobody answers for that. */
    static void awaitDisconnected(TestServer node, String uplink) {
        Eventually.until(Duration.ofSeconds(60), "it is disconnected", () -> connected(node, uplink) == 0);
    }

    static double connected(TestServer node, String uplink) {
        return value(node, "carillon_uplink_connected{uplink=\"" + uplink + "\"}");
    }

    /** Waits until a number is at least so high. */
    static void await(TestServer node, String name, double least) {
        long began = System.nanoTime();
        double now = value(node, name);
        while (now < least) {
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new AssertionError(name + " is " + now + " and not " + least);
            }
            LockSupport.parkNanos(10_000_000);
            now = value(node, name);
        }
    }

    private static double value(TestServer node, String name) {
        return scrape(node)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private static String scrape(TestServer node) {
        URI metrics = URI.create("http://127.0.0.1:" + node.managementPort() + "/metrics");
        try {
            return HTTP.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
