package io.carillon.kubernetes;

import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceListBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays the Kubernetes API server, as far as a pod asks it that finds others: HTTPS with an authority of its own, bearer tokens of the
 * rendered ServiceAccount, the rights of the rendered Role where a RoleBinding gives them to it, and slices of the rendered
 * Services with the pods that are there. Its refusals are the API's own: 401 and 403 as a {@code Status}.
 */
final class ApiServer implements AutoCloseable {

    private static final String PASSWORD = "changeit";
    private static final Pattern RESOURCE = Pattern.compile(
            "/(?:api|apis/(?<group>[^/]+))/v1/namespaces/(?<namespace>[^/]+)/(?<kind>[a-z]+)(?:/(?<name>[^/]+))?");

    private final Rendered rendered;
    private final Vertx vertx = Vertx.vertx();
    private final String token = UUID.randomUUID().toString();
    private final Map<String, String> pods = new ConcurrentHashMap<>();
    private final Queue<String> allowed = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final String certificate;

    private ApiServer(Rendered rendered, String certificate) {
        this.rendered = rendered;
        this.certificate = certificate;
    }

    /** Listens at the usual port of an address, as {@code kubernetes.default.svc}. */
    static ApiServer at(String address, Rendered rendered, Path temporary) throws Exception {
        Path store = temporary.resolve("api.p12");
        keytool(
                "-genkeypair -alias api -keyalg EC -dname CN=kubernetes -ext san=dns:kubernetes.default.svc -ext bc=ca:true",
                store);
        keytool("-exportcert -alias api -rfc -file " + temporary.resolve("ca.crt"), store);
        ApiServer server = new ApiServer(rendered, Files.readString(temporary.resolve("ca.crt")));
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(PASSWORD));
        server.vertx
                .createHttpServer(options)
                .requestHandler(server::answer)
                .listen(443, address)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return server;
    }

    private static void keytool(String arguments, Path store) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    /** What the kubelet puts into a pod that has the token of its ServiceAccount. */
    Map<String, String> account() {
        return Map.of("token", token, "ca.crt", certificate, "namespace", namespace());
    }

    private String namespace() {
        return rendered.workload().getMetadata().getNamespace();
    }

    /** A pod is there, and has this address. */
    void tell(String pod, String address) {
        pods.put(pod, address);
    }

    /** What was asked for and allowed, as {@code verb group/resource}. */
    List<String> allowed() {
        return allowed.stream().distinct().sorted().toList();
    }

    /** What was asked for and not allowed. */
    List<String> refused() {
        return refused.stream().distinct().sorted().toList();
    }

    private void answer(HttpServerRequest request) {
        if (!("Bearer " + token).equals(request.getHeader("Authorization"))) {
            refuse(request, 401, "Unauthorized", "Unauthorized");
            return;
        }
        Matcher resource = RESOURCE.matcher(request.path());
        if (!resource.matches()) {
            refuse(request, 404, "NotFound", "the server could not find the requested resource");
            return;
        }
        String group = resource.group("group") == null ? "" : resource.group("group");
        String verb = resource.group("name") == null ? "list" : "get";
        String what = verb + " " + group + "/" + resource.group("kind");
        if (!resource.group("namespace").equals(namespace()) || !mayBy(group, resource.group("kind"), verb)) {
            refused.add(what);
            String who = "system:serviceaccount:" + namespace() + ":"
                    + rendered.pod().getServiceAccountName();
            refuse(
                    request,
                    403,
                    "Forbidden",
                    resource.group("kind") + " is forbidden: User \"" + who + "\" cannot " + verb + " resource \""
                            + resource.group("kind") + "\" in API group \"" + group + "\"");
            return;
        }
        allowed.add(what);
        if (resource.group("kind").equals("endpointslices") && verb.equals("list")) {
            slices(request);
        } else {
            refuse(request, 404, "NotFound", "nothing of that kind is played here");
        }
    }

    /** Whether the Role says so, and a RoleBinding gives it to the pods' ServiceAccount. */
    private boolean mayBy(String group, String kind, String verb) {
        String account = rendered.only(ServiceAccount.class).getMetadata().getName();
        return rendered.all(RoleBinding.class).stream()
                .filter(binding -> binding.getSubjects().stream()
                        .anyMatch(subject -> subject.getKind().equals("ServiceAccount")
                                && subject.getName().equals(account)
                                && subject.getNamespace().equals(namespace())
                                && account.equals(rendered.pod().getServiceAccountName())))
                .flatMap(binding ->
                        rendered.named(Role.class, binding.getRoleRef().getName()).stream())
                .flatMap(role -> role.getRules().stream())
                .anyMatch(rule -> rule.getApiGroups().contains(group)
                        && rule.getResources().contains(kind)
                        && rule.getVerbs().contains(verb));
    }

    private void slices(HttpServerRequest request) {
        String selector = request.getParam("labelSelector");
        List<EndpointSlice> items = rendered.all(Service.class).stream()
                .map(this::slice)
                .filter(slice -> selector == null
                        || slice.getMetadata().getLabels().entrySet().stream()
                                .anyMatch(label -> selector.equals(label.getKey() + "=" + label.getValue())))
                .toList();
        say(
                request,
                200,
                new EndpointSliceListBuilder()
                        .withMetadata(
                                new ListMetaBuilder().withResourceVersion("1").build())
                        .withItems(items)
                        .build());
    }

    private EndpointSlice slice(Service service) {
        String name = service.getMetadata().getName();
        return new EndpointSliceBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(name + "-x7k2p")
                        .withNamespace(namespace())
                        .withLabels(Map.of(
                                "kubernetes.io/service-name",
                                name,
                                "endpointslice.kubernetes.io/managed-by",
                                "endpointslice-controller.k8s.io"))
                        .build())
                .withAddressType("IPv4")
                .withEndpoints(pods.entrySet().stream()
                        .map(pod -> endpoint(pod.getKey(), pod.getValue(), service))
                        .toList())
                .withPorts(service.getSpec().getPorts().stream().map(this::port).toList())
                .build();
    }

    private io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort port(ServicePort port) {
        return new EndpointPortBuilder()
                .withName(port.getName())
                .withPort(rendered.port(port.getTargetPort().getStrVal()))
                .withProtocol("TCP")
                .build();
    }

    private Endpoint endpoint(String pod, String address, Service service) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withHostname(pod)
                .withNodeName("machine-1")
                .withNewConditions()
                .withReady(Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()))
                .withServing(false)
                .withTerminating(false)
                .endConditions()
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(namespace())
                .withName(pod)
                .endTargetRef()
                .build();
    }

    private static void refuse(HttpServerRequest request, int code, String reason, String message) {
        say(
                request,
                code,
                new StatusBuilder()
                        .withStatus("Failure")
                        .withReason(reason)
                        .withMessage(message)
                        .withCode(code)
                        .build());
    }

    private static void say(HttpServerRequest request, int code, Object object) {
        try {
            request.response()
                    .setStatusCode(code)
                    .putHeader("Content-Type", "application/json")
                    .end(DatabindCodec.mapper().writeValueAsString(object));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
