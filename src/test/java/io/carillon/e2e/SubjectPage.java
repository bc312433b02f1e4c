package io.carillon.e2e;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The TypeScript client on a page in Chromium. */
final class SubjectPage implements Subject {

    private final String name;
    private final ChromiumWindow window;
    private List<ProcessHandle> asleep = List.of();

    private SubjectPage(String name, ChromiumWindow window) {
        this.name = name;
        this.window = window;
    }

    /**
     * One that has joined its rooms.
     *
     * @param port where the page is
     */
    static SubjectPage open(int port, JsonObject settings) {
        String encoded = URLEncoder.encode(settings.encode(), StandardCharsets.UTF_8);
        ChromiumWindow window = ChromiumWindow.open(URI.create("http://127.0.0.1:" + port + "/#" + encoded));
        window.await("the page to join", page -> page.title().equals("joined"));
        window.command("Network.enable", Map.of());
        return new SubjectPage(settings.getString("name"), window);
    }

    private JsonObject ask(String order) {
        return new JsonObject((String) window.run("return JSON.stringify(window.subject." + order + "() ?? {})"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JsonObject progress() {
        return ask("progress");
    }

    @Override
    public void stop() {
        ask("stop");
    }

    @Override
    public JsonObject report() {
        return ask("report");
    }

    /** All of the browser stands still, and notices it only by the clock. */
    @Override
    public void sleep() {
        asleep = window.processes();
        SubjectProcess.signal("STOP", asleep);
    }

    @Override
    public void wake() {
        SubjectProcess.signal("CONT", asleep);
    }

    @Override
    public void freeze(boolean whether) {
        window.command("Page.setWebLifecycleState", Map.of("state", whether ? "frozen" : "active"));
    }

    @Override
    public void offline(boolean whether) {
        window.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", whether, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    List<String> complaints() {
        return window.complaints();
    }

    @Override
    public void close() {
        window.close();
    }
}
