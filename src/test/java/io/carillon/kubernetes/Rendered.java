package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code kubectl kustomize} makes of a folder, as Kubernetes' own types: nothing in it is unknown or of another type. */
record Rendered(List<HasMetadata> all) {

    private static final Path HERE = Path.of("k8s");

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.ofEntries(
            Map.entry("v1 Namespace", Namespace.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class),
            Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
            Map.entry("cert-manager.io/v1 Issuer", CertManager.Issuer.class),
            Map.entry("cert-manager.io/v1 Certificate", CertManager.Certificate.class),
            Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class));

    private static final ObjectMapper STRICT = strict();

    private static ObjectMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        var texts = mapper.coercionConfigFor(LogicalType.Textual);
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            texts.setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** An overlay, with components that it does not have of itself. */
    static Rendered of(Path temporary, String overlay, String... components) throws IOException, InterruptedException {
        if (components.length == 0) {
            return parse(kustomize(HERE.resolve("overlays").resolve(overlay)));
        }
        // Beside the repository's own: kustomize wants relative paths, and reads folders of others wherever they are.
        Path folder = temporary.toRealPath();
        Path up = folder.relativize(HERE.toRealPath());
        String namespace = parse(kustomize(HERE.resolve("overlays").resolve(overlay)))
                .only(Namespace.class)
                .getMetadata()
                .getName();
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: " + namespace
                        + "\nresources: [" + up.resolve("overlays").resolve(overlay) + "]\ncomponents: ["
                        + String.join(
                                ", ",
                                Stream.of(components)
                                        .map(name -> up.resolve(name).toString())
                                        .toList())
                        + "]\n");
        return parse(kustomize(folder));
    }

    private static String kustomize(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isZero();
        assertThat(err).as("warnings").isEmpty();
        return out;
    }

    static Rendered parse(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            objects.add(typed((Map<?, ?>) document));
        }
        return new Rendered(objects);
    }

    private static HasMetadata typed(Map<?, ?> document) {
        String kind = document.get("apiVersion") + " " + document.get("kind");
        Class<? extends HasMetadata> type = TYPES.get(kind);
        assertThat(type).as("a type for " + kind).isNotNull();
        HasMetadata object = STRICT.convertValue(document, type);
        assertThat(Unknown.in(object)).as("unknown properties").isEmpty();
        return object;
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T only(Class<T> type) {
        assertThat(all(type)).as(type.getSimpleName()).hasSize(1);
        return all(type).get(0);
    }

    <T extends HasMetadata> Optional<T> named(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    StatefulSet workload() {
        return only(StatefulSet.class);
    }

    PodSpec pod() {
        return workload().getSpec().getTemplate().getSpec();
    }

    Container container() {
        assertThat(pod().getContainers()).hasSize(1);
        return pod().getContainers().get(0);
    }

    /** The number of a port that the container names. */
    int port(String name) {
        return container().getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container port " + name))
                .getContainerPort();
    }
}
