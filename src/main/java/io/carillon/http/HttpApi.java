package io.carillon.http;

import io.carillon.auth.Grant;
import io.carillon.config.ApiConfig;
import io.carillon.count.Requests;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.service.Body;
import io.carillon.tls.PlainCheck;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API of a node. Its operations are those of the OpenAPI document, each of which has a service here, and the other way
 * round. What a request has to pass, in this order: the path, TLS or the place it comes from, the origin, the method, what it accepts, the token, the
 * parameters.
 */
public final class HttpApi {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** What messages are from that come in here, and the endpoint that readers of events have come in at. */
    static final String NAME = "http";

    private static final String FOLLOW = "followRoom";
    private static final String OPERATION = "carillon.operation";
    private static final String HERE = "carillon.operations";

    private final Contract contract;
    private final Vertx vertx;
    private final ApiContext api;
    private final Map<String, Consumer<Exchange>> services = new HashMap<>();
    private final Requests requests;
    private final Console console;
    private final Map<Context, Readers> readers = new ConcurrentHashMap<>();

    private HttpApi(Vertx vertx, Contract contract, ApiContext api, ApiServices services) {
        this.vertx = vertx;
        this.contract = contract;
        this.api = api;
        this.console = new Console(ConsoleFiles.ofProgram(), new BearerCheck(api.tokens(), false), api.plain());
        this.requests = new Requests(
                contract.operations().stream().map(ApiOperation::id).toList());
        this.services.putAll(services.all());
        this.services.putAll(new NodeServices(api).all());
        this.services.putAll(new RoomServices(api).all());
        this.services.putAll(new ConnectionServices(api).all());
        this.services.putAll(new ExplainServices(api).all());
        Document document = new Document(contract.text());
        this.services.put("readDocument", document::answer);
        this.services.put("headDocument", document::answer);
    }

    /**
     * Reads the document; blocks.
     *
     * @throws IllegalStateException where the program and its document do not fit
     */
    public static HttpApi of(Vertx vertx, ApiContext api) {
        Contract contract = Contract.ofProgram();
        HttpApi made = new HttpApi(vertx, contract, api, new ApiServices(vertx, api));
        made.requireAll();
        return made;
    }

    private void requireAll() {
        Set<String> described =
                contract.operations().stream().map(ApiOperation::id).collect(Collectors.toSet());
        Set<String> served = new HashSet<>(services.keySet());
        served.add(FOLLOW);
        if (!described.equals(served)) {
            throw new IllegalStateException("described are " + described + ", served are " + served);
        }
    }

    /**
     * Adds the routes of one event loop, on which this is called.
     *
     * @param config what holds as long as the router is used
     * @param entrance of the node
     */
    public void accept(Router router, ApiConfig config, Entrance entrance) {
        if (!config.enabled()) {
            return;
        }
        Readers here = readers.computeIfAbsent(vertx.getOrCreateContext(), loop -> readers(entrance));
        CrossOrigin origins = new CrossOrigin(config.origins(), api.host());
        BearerCheck bearer = new BearerCheck(api.tokens(), config.tokenInQuery());
        router.route(contract.base() + "/*")
                .handler(this::find)
                .handler(this::checkPlain)
                .handler(routing -> checkOrigin(routing, origins))
                .handler(routing -> authorize(routing, bearer, here));
    }

    /** The console, which is nothing without the API. */
    public Console console() {
        return console;
    }

    private Readers readers(Entrance entrance) {
        Readers here = new Readers(vertx, api, entrance, requests.readers());
        api.tokens().revocations().onRevoked(here::revoked);
        return here;
    }

    private void find(RoutingContext routing) {
        routing.addHeadersEndHandler(answered -> requests.add(
                routing.get(OPERATION, Requests.NONE), routing.response().getStatusCode()));
        routing.request().pause(); // until it is known who reads it
        List<ApiOperation> here;
        try {
            here = contract.at(path(routing));
        } catch (IllegalArgumentException e) {
            Problem.of(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())).send(routing.request());
            return;
        }
        if (here.isEmpty()) {
            Problem.of(ErrorCode.NOT_FOUND, "there is nothing at this path").send(routing.request());
            return;
        }
        routing.put(HERE, here);
        routing.next();
    }

    /** What asks for no token may come as it likes. */
    private void checkPlain(RoutingContext routing) {
        if (api.plain().mayPass(routing.request()) || here(routing).stream().allMatch(ApiOperation::isOpen)) {
            routing.next();
        } else {
            Problem.of(ErrorCode.FORBIDDEN, PlainCheck.REASON).send(routing.request());
        }
    }

    private List<String> path(RoutingContext routing) {
        String path = String.valueOf(routing.request().path());
        return PathTemplate.segments(
                path.startsWith(contract.base())
                        ? path.substring(contract.base().length())
                        : "");
    }

    private static List<ApiOperation> here(RoutingContext routing) {
        List<ApiOperation> here = routing.get(HERE);
        return here == null ? List.of() : here;
    }

    private static void checkOrigin(RoutingContext routing, CrossOrigin origins) {
        if (here(routing).stream().allMatch(ApiOperation::isOpen)) {
            routing.response().putHeader("Access-Control-Allow-Origin", "*"); // there is nothing to be had
            routing.next();
        } else {
            origins.handle(routing);
            if (routing.response().ended()) {
                Rest.drop(routing.request());
            }
        }
    }

    private void authorize(RoutingContext routing, BearerCheck bearer, Readers readersHere) {
        HttpMethod method = routing.request().method();
        ApiOperation operation = here(routing).stream()
                .filter(one -> one.method().equals(method))
                .findFirst()
                .orElse(null);
        if (operation != null) {
            routing.put(OPERATION, operation.id());
        }
        if (operation == null) {
            refuseMethod(routing);
        } else if (!Accepted.isAcceptable(routing.request().headers().getAll("Accept"), operation.produces())) {
            Problem.of(406, "the answer is " + String.join(", ", operation.produces()))
                    .send(routing.request());
        } else if (operation.isOpen()) {
            serve(routing, operation, null, readersHere);
        } else {
            bearer.check(routing, operation)
                    .onSuccess(grant -> serve(routing, operation, grant, readersHere))
                    .onFailure(cause -> refuse(routing, cause));
        }
    }

    private static void refuseMethod(RoutingContext routing) {
        String allowed =
                here(routing).stream().map(one -> one.method().name()).sorted().collect(Collectors.joining(", "));
        Problem.of(405, "not with this method, but with " + allowed)
                .header("Allow", allowed)
                .send(routing.request());
    }

    private static void refuse(RoutingContext routing, Throwable cause) {
        if (cause instanceof BearerCheck.Refused refused) {
            refused.problem().send(routing.request());
        } else {
            LOG.error("a token could not be checked", cause);
            Problem.of(ErrorCode.INTERNAL, "the token could not be checked").send(routing.request());
        }
    }

    private void serve(RoutingContext routing, ApiOperation operation, @Nullable Grant grant, Readers readersHere) {
        Exchange exchange;
        try {
            JsonObject asked = operation.read(
                    routing.request(), operation.path().match(path(routing)).orElseGet(Map::of), query(routing));
            exchange = new Exchange(routing, operation, grant, Body.of(asked));
        } catch (RefusedException e) {
            Problem.of(e).send(routing.request());
            return;
        }
        try {
            if (operation.id().equals(FOLLOW)) {
                follow(exchange, readersHere);
            } else {
                service(operation).accept(exchange);
            }
        } catch (RuntimeException e) { // a refusal, or a mistake of ours: either way the client is told
            exchange.refuse(e);
        }
    }

    private Consumer<Exchange> service(ApiOperation operation) {
        Consumer<Exchange> service = services.get(operation.id());
        if (service == null) {
            throw new IllegalStateException("nobody serves " + operation.id());
        }
        return service;
    }

    private static MultiMap query(RoutingContext routing) {
        try {
            return routing.queryParams();
        } catch (RuntimeException e) {
            throw Body.bad("the query is none");
        }
    }

    private static void follow(Exchange exchange, Readers readersHere) {
        String header = exchange.request().getHeader("Last-Event-ID");
        String query = exchange.routing().queryParams().get("lastEventId");
        readersHere.open(exchange, exchange.asked().room(), header == null ? query : header);
    }

    /** How requests were answered, and how many readers of events there are. */
    public Requests requests() {
        return requests;
    }

    /** Sees off all readers of events, evenly over the time. Any thread. */
    public void drain(long millis) {
        readers.values().forEach(each -> each.drain(millis));
    }
}
