package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.support.ApiClient;
import io.carillon.support.ApiDocument;
import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The description of the HTTP API, and that it is true: each status of each operation is seen from a server, as described. */
class OpenApiTest {

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("https://carillon.example/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private static TestServer server;
    private static TestServer keyless;
    private static TestServer impatient;
    private static Client client;
    private static ApiDocument document;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path schema = Files.writeString(directory.resolve("number.json"), "{\"type\": \"number\"}");
        server = TestServer.start(
                "limits.message=1KiB",
                "keepalive.interval=10m", // its client is there for all tests, and does not read
                "rooms={kept: {stream: true}, present: {presence: true}, few: {max-members: 1}," + " typed: {schema: \""
                        + schema + "\"}}");
        impatient = TestServer.start("api.body-timeout=300ms");
        keyless = TestServer.start("auth.jwt.jwks.url=http://127.0.0.1:1/jwks.json");
        document = ApiDocument.parse(
                new ApiClient(server.port(), null).get("/openapi.yaml").body());
        client = server.connect("ann");
        client.join("present");
        client.join("few");
    }

    @AfterAll
    static void stop() {
        client.close();
        keyless.close();
        impatient.close();
        server.close();
    }

    // ---- the document

    @Test
    void isValidOpenApi() {
        Vertx vertx = Vertx.vertx();
        OpenAPIVersion version = OpenAPIVersion.fromContract(document.root());

        OutputUnit found = Application.await(version.getRepository(vertx, "app://")
                .compose(schemas -> version.validateContract(vertx, schemas, document.root())));

        assertThat(version).isEqualTo(OpenAPIVersion.V3_1);
        assertThat(found.getValid()).as(String.valueOf(found.getErrors())).isTrue();
        Application.await(vertx.close());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.resolved(document.root()).toString()).doesNotContain("$ref");
    }

    @Test
    void whatIsNotUnderstoodIsNotPassedOver() {
        String yaml = document.root().encode();

        assertThat(Contract.parse(yaml).operations()).isNotEmpty();
        for (String broken : List.of(
                yaml.replace(
                        "\"in\":\"query\",\"description\":\"The most items",
                        "\"in\":\"cookie\",\"description\":\"The most items"),
                yaml.replace("/rooms/{room}/members", "/rooms/{name}/members"),
                yaml.replace("\"type\":\"boolean\",\"default\"", "\"type\":\"array\",\"default\""))) {
            assertThat(broken).isNotEqualTo(yaml);
            assertThatThrownBy(() -> Contract.parse(broken)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void whatDoesNotFitASchemaIsToldByItsPlace() {
        HttpAnswer answer = api().post("/rooms/typed/messages", "\"x\"");

        assertThat(new JsonObject(answer.body()).getJsonArray("paths"))
                .isEqualTo(new JsonArray(
                        "[{\"path\": \"\", \"reason\": \"found \\\"x\\\": string found, number expected\"}]"));
    }

    // ---- every operation, every status

    static Stream<Arguments> described() {
        return Contract.ofProgram().operations().stream()
                .flatMap(operation -> responses(operation).fieldNames().stream()
                        .map(status -> Arguments.of(operation.id(), Integer.parseInt(status), operation)));
    }

    private static JsonObject responses(ApiOperation operation) {
        JsonObject root = ApiDocument.parse(new String(Contract.ofProgram().text(), StandardCharsets.UTF_8))
                .root();
        String path = "/" + String.join("/", operation.path().segments());
        return root.getJsonObject("paths")
                .getJsonObject(path)
                .getJsonObject(operation.method().name().toLowerCase(Locale.ROOT))
                .getJsonObject("responses");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("described")
    void isSeenAsDescribed(String id, int status, ApiOperation operation) {
        HttpAnswer answer = provoke(operation, status);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertDescribed(operation, answer);
    }

    private static void assertDescribed(ApiOperation operation, HttpAnswer answer) {
        JsonObject response =
                (JsonObject) document.resolved(responses(operation).getJsonObject(String.valueOf(answer.status())));
        JsonObject headers = response.getJsonObject("headers", new JsonObject());
        headers.fieldNames().stream()
                .filter(name -> headers.getJsonObject(name).getBoolean("required", false))
                .forEach(name -> assertThat(answer.header(name)).as(name).isNotNull());
        JsonObject content = response.getJsonObject("content", new JsonObject());
        if (content.isEmpty()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        JsonObject media = content.getJsonObject(answer.header("Content-Type"));
        assertThat(media).as(answer.header("Content-Type")).isNotNull();
        if (answer.header("Content-Type").endsWith("json")) {
            Validator validator = Validator.create(JsonSchema.of(media.getJsonObject("schema")), OPTIONS);
            OutputUnit found = validator.validate(Json.decodeValue(answer.body()));
            assertThat(found.getValid())
                    .as(answer.body() + ": " + found.getErrors())
                    .isTrue();
        }
    }

    /** A request that is answered with this status. */
    private static HttpAnswer provoke(ApiOperation operation, int status) {
        return switch (status) {
            case 401 -> ask(new ApiClient(server.port(), null), operation, path(operation), body(operation));
            case 403 ->
                ask(new ApiClient(server.port(), Tokens.of("somebody")), operation, path(operation), body(operation));
            case 406 -> ask(api(), operation, path(operation), body(operation), "Accept", "image/png");
            case 503 ->
                ask(new ApiClient(keyless.port(), strangersToken()), operation, path(operation), body(operation));
            case 400 -> ask(api(), operation, wrongPath(operation), "{");
            case 404 -> ask(api(), operation, pathToNothing(operation), body(operation));
            case 413 ->
                operation.id().equals("listMembers")
                        ? manyMembers()
                        : ask(api(), operation, path(operation), "\"" + "x".repeat(300_000) + '"');
            case 415 -> ask(api(), operation, path(operation), body(operation), "Content-Type", "text/plain");
            case 422 -> ask(api(), operation, "/rooms/typed/messages", "\"x\"");
            case 429 -> ask(api(), operation, "/rooms/few/events", "");
            case 304 ->
                ask(
                        api(),
                        operation,
                        path(operation),
                        "",
                        "If-None-Match",
                        api().get("/openapi.yaml").header("ETag"));
            case 408 -> withoutBody(operation);
            case 200 -> good(operation);
            default -> throw new AssertionError("nobody knows how to get a " + status);
        };
    }

    private static ApiClient api() {
        return new ApiClient(server.port());
    }

    private static HttpAnswer ask(ApiClient with, ApiOperation operation, String path, String body, String... headers) {
        HttpRequest.BodyPublisher publisher = operation.consumes().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body);
        List<String> all = new ArrayList<>(List.of(headers));
        if (!operation.consumes().isEmpty() && !all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        return with.ask(operation.method().name(), path, publisher, all.toArray(String[]::new));
    }

    /** More than what may wait for one who asks. */
    private static HttpAnswer manyMembers() {
        JsonObject join = Client.message("join", "present").put("member", "x".repeat(1000));
        List<Client> members = new ArrayList<>();
        try (TestServer small = TestServer.start("limits.queue=16KiB", "rooms={present: {presence: true}}")) {
            for (int i = 0; i < 20; i++) {
                members.add(small.connect("member-" + i));
                members.get(i).result(join);
            }
            return new ApiClient(small.port()).get("/rooms/present/members");
        } finally {
            members.forEach(Client::close);
        }
    }

    private static HttpAnswer good(ApiOperation operation) {
        if (operation.id().equals("followRoom")) {
            try (ApiClient.Events events = api().follow(path(operation))) {
                assertThat(events.connection()).isNotBlank();
                return new HttpAnswer(200, Map.of("content-type", List.of(events.header("Content-Type"))), "");
            }
        }
        if (operation.id().equals("closeConnection")) {
            try (Client other = server.connect("other")) {
                return ask(api(), operation, "/connections/" + other.id(), "");
            }
        }
        if (operation.id().equals("publish")) {
            assertDescribed(operation, api().lines("/rooms/kept/messages", "x\n".repeat(101) + "1"));
            assertDescribed(operation, api().post("/rooms/plain/messages", "1"));
            assertDescribed(operation, api().post("/rooms/kept/messages", "1", "Idempotency-Key", "k"));
            assertDescribed(operation, api().post("/rooms/kept/messages", "1", "Idempotency-Key", "k"));
        }
        return ask(api(), operation, path(operation), body(operation));
    }

    private static String path(ApiOperation operation) {
        String room = operation.id().equals("listMembers") ? "present" : "kept";
        return ("/" + String.join("/", operation.path().segments()))
                .replace("{room}", room)
                .replace("{user}", "ann2")
                .replace("{connection}", client.id());
    }

    private static String body(ApiOperation operation) {
        return switch (operation.id()) {
            case "broadcast" -> "{\"data\": 1}";
            case "revoke" -> "{\"user\": \"nobody\"}";
            case "explain" ->
                new JsonObject("{\"room\": \"kept\", \"endpoint\": \"x\", \"user\": \"a\", \"method\": \"m\"}")
                        .put("token", Tokens.of("ada"))
                        .encode();
            default -> "1";
        };
    }

    private static String wrongPath(ApiOperation operation) {
        return switch (operation.id()) {
            case "readNodes" -> path(operation) + "?since=yesterday";
            case "listRoomActivity" -> path(operation) + "?sort=age";
            case "listRooms", "listConnections", "searchConnections" -> path(operation) + "?limit=0";
            case "readHistory" -> path(operation) + "?limit=some";
            case "closeConnection", "closeConnectionsOfUser" -> path(operation) + "?code=5";
            case "readConnection" -> "/connections/a%00b";
            case "inspectConnection" -> "/admin/connections/a%00b";
            case "followRoom", "listMembers", "readRoomActivity", "readRoomSettings" ->
                path(operation).replaceFirst("rooms/\\w+", "rooms/a%20b");
            default -> path(operation); // with a wrong body
        };
    }

    private static String pathToNothing(ApiOperation operation) {
        return path(operation)
                .replaceFirst("rooms/\\w+", "rooms/plain")
                .replaceFirst("connections/.*", "connections/nobody");
    }

    private static HttpAnswer withoutBody(ApiOperation operation) {
        try (RawSocket socket = new RawSocket(impatient.port())) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            headers.put("Host", List.of("localhost"));
            headers.put("Authorization", List.of("Bearer " + ApiClient.token("s")));
            headers.put("Content-Type", List.of("application/json"));
            headers.put("Content-Length", List.of("10"));
            return socket.request("POST /api/v1" + path(operation) + " HTTP/1.1", headers);
        }
    }

    /** Signed with a key that would have to be fetched first. */
    private static String strangersToken() {
        return Stream.of(
                        "{\"alg\":\"RS256\",\"kid\":\"k\"}",
                        "{\"sub\":\"s\",\"scope\":\"api\",\"exp\":9999999999}",
                        "x")
                .map(part ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8)))
                .reduce((a, b) -> a + '.' + b)
                .orElseThrow();
    }
}
