package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Config;
import io.carillon.support.Exposition;
import io.carillon.support.PromQl;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an overlay may have besides: each component is held against the pods and Services of production, and against a server. */
class ComponentsTest {

    @TempDir
    private static Path directory = Path.of("");

    private static Rendered all = new Rendered(List.of());
    private static Config config = Config.defaults();

    @BeforeAll
    static void render() throws Exception {
        Rendered rendered = Rendered.of(
                directory,
                "production",
                "components/api-discovery",
                "components/ingress",
                "components/gateway-api",
                "components/tls",
                "monitoring");
        all = BusSecret.madeBy(new TestAuthority("nodes"))
                .beside(UsersKeys.make().beside(rendered));
        config = PodFiles.write(all, Files.createDirectories(directory.resolve("root")))
                .config();
    }

    @Test
    void whoAsksTheApiHasATokenAndARoleThatAllowsNothingElse() throws Exception {
        HazelcastXml xml = HazelcastXml.of(config);
        String account = all.pod().getServiceAccountName();

        assertThat(all.pod().getAutomountServiceAccountToken()).isTrue();
        assertThat(xml.kubernetes().getProperties())
                .containsOnly(
                        Map.entry("service-name", all.workload().getSpec().getServiceName()),
                        Map.entry("service-port", String.valueOf(all.port("hazelcast"))),
                        Map.entry("expose-externally", "false"));
        xml.assertSamePaceAndCopiesAsTheRepositorys();
        Role role = all.only(Role.class);
        assertThat(role.getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getApiGroups()).containsExactly("discovery.k8s.io");
            assertThat(rule.getResources()).containsExactly("endpointslices");
            assertThat(rule.getVerbs()).containsExactly("list");
        });
        RoleBinding binding = all.only(RoleBinding.class);
        assertThat(binding.getRoleRef().getKind()).isEqualTo("Role");
        assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
            assertThat(subject.getKind()).isEqualTo("ServiceAccount");
            assertThat(subject.getName()).isEqualTo(account);
            assertThat(subject.getNamespace())
                    .isEqualTo(all.workload().getMetadata().getNamespace());
        });
    }

    @Test
    void theAutoscalerCountsWhatTheServerTellsAndTheAdapterPassesOn() throws Exception {
        HorizontalPodAutoscaler autoscaler = all.only(HorizontalPodAutoscaler.class);
        var target = autoscaler.getSpec().getScaleTargetRef();
        assertThat(all.workload().getKind()).isEqualTo(target.getKind());
        assertThat(all.workload().getApiVersion()).isEqualTo(target.getApiVersion());
        assertThat(all.workload().getMetadata().getName()).isEqualTo(target.getName());
        assertThat(all.workload().getSpec().getReplicas())
                .as("else each kubectl apply would put the number back")
                .isNull();
        String metric =
                autoscaler.getSpec().getMetrics().get(0).getPods().getMetric().getName();

        Map<?, ?> rules = yaml("k8s/components/autoscaling/adapter-rules.yaml", "rules");
        Map<?, ?> rule = (Map<?, ?>) ((List<?>) rules.get("custom")).get(0);
        String query = (String) rule.get("seriesQuery");
        String series = query.substring(0, query.indexOf('{'));
        assertThat(((Map<?, ?>) rule.get("name")).get("as")).isEqualTo(metric);
        assertThat(series).matches(Pattern.compile((String) ((Map<?, ?>) rule.get("name")).get("matches")));
        List<String> counted = PromQl.of(((String) rule.get("metricsQuery"))
                        .replace("<<.Series>>", series)
                        .replace("{<<.LabelMatchers>>}", "")
                        .replace("<<.GroupBy>>", "pod"))
                .selectors()
                .stream()
                .map(PromQl.Selector::name)
                .toList();
        assertThat(counted).as("what limits.connections counts").containsExactly(series, "carillon_event_readers");
        try (TestServer server = TestServer.start()) {
            Exposition told = Exposition.of(server);
            assertThat(counted).allSatisfy(name -> assertThat(told.all(name)).isNotEmpty());
        }
    }

    private static Map<?, ?> yaml(String file, String key) throws Exception {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(Path.of(file)));
        return (Map<?, ?>) ((Map<?, ?>) read).get(key);
    }

    @Test
    void thereIsRoomForTheClientsOfAPodThatGoes() {
        HorizontalPodAutoscaler autoscaler = all.only(HorizontalPodAutoscaler.class);
        int least = autoscaler.getSpec().getMinReplicas();
        long each = Quantity.getAmountInBytes(autoscaler
                        .getSpec()
                        .getMetrics()
                        .get(0)
                        .getPods()
                        .getTarget()
                        .getAverageValue())
                .longValueExact();

        assertThat(each * least / (least - 1))
                .isLessThanOrEqualTo(config.limits().admission().connections());
        assertThat(config.cluster().quorum()).isGreaterThan(least / 2).isLessThan(least);
        HPAScalingRules down = autoscaler.getSpec().getBehavior().getScaleDown();
        assertThat(down.getPolicies()).singleElement().satisfies(policy -> {
            assertThat(policy.getType()).isEqualTo("Pods");
            assertThat(policy.getValue()).isEqualTo(1);
            assertThat((long) policy.getPeriodSeconds()).isGreaterThan(all.pod().getTerminationGracePeriodSeconds());
        });
    }

    @Test
    void whatProbesAskIsServed() throws Exception {
        var container = all.container();
        try (TestServer server = TestServer.start()) {
            for (var probe :
                    List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())) {
                assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
                assertThat(get(server.managementPort(), probe.getHttpGet().getPath())
                                .statusCode())
                        .as(probe.getHttpGet().getPath())
                        .isEqualTo(200);
            }
            assertThat(get(server.managementPort(), "/health/nothing").statusCode())
                    .isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void theIngressLeadsToTheServiceAndIsMorePatientThanTheServersPings() {
        Ingress ingress = all.only(Ingress.class);
        var backend = ingress.getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .get(0)
                .getBackend()
                .getService();
        long pings =
                config.keepAlive().interval().plus(config.keepAlive().timeout()).toSeconds();

        assertThat(ports(backend.getName()))
                .extracting(ServicePort::getName)
                .contains(backend.getPort().getName());
        for (String which : List.of("read", "send")) {
            String seconds = ingress.getMetadata()
                    .getAnnotations()
                    .get("nginx.ingress.kubernetes.io/proxy-" + which + "-timeout");
            assertThat(Long.parseLong(seconds)).isGreaterThan(pings);
        }
        assertThat(ingress.getSpec().getTls().get(0).getHosts())
                .containsExactly(ingress.getSpec().getRules().get(0).getHost());
    }

    @Test
    void theRouteLeadsToTheServiceAndEndsNoConnection() {
        var rule = all.only(HTTPRoute.class).getSpec().getRules().get(0);
        var backend = rule.getBackendRefs().get(0);

        assertThat(ports(backend.getName())).extracting(ServicePort::getPort).contains(backend.getPort());
        assertThat(rule.getTimeouts().getRequest()).isEqualTo("0s");
        assertThat(rule.getTimeouts().getBackendRequest()).isEqualTo("0s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress", "gateway-api"})
    void nobodyComesPastWhoEndsTls(String component) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(component));
        Rendered rendered = Rendered.of(folder, "production", "components/" + component);
        List<NetworkPolicyIngressRule> rules =
                rendered.only(NetworkPolicy.class).getSpec().getIngress();

        assertThat(rules)
                .filteredOn(rule -> rule.getPorts().stream()
                        .anyMatch(port -> port.getPort().getStrVal().equals("http")))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom())
                        .singleElement()
                        .satisfies(
                                from -> assertThat(from.getNamespaceSelector().getMatchLabels())
                                        .containsOnly(Map.entry("carillon.io/clients", "true"))));
        assertThat(all.only(NetworkPolicy.class).getSpec().getIngress())
                .as("with both, and all else")
                .isEqualTo(rules);
    }

    private static List<ServicePort> ports(String service) {
        return all.named(Service.class, service).orElseThrow().getSpec().getPorts();
    }

    @Test
    void prometheusIsLedToTheMetricsOfEachPodOnce() throws Exception {
        ServiceMonitor monitor = all.only(ServiceMonitor.class);
        Map<String, String> labels = monitor.getSpec().getSelector().getMatchLabels();
        List<Service> selected = all.all(Service.class).stream()
                .filter(service -> service.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
        var endpoint = monitor.getSpec().getEndpoints().get(0);

        assertThat(selected)
                .singleElement()
                .satisfies(service -> assertThat(service.getSpec().getPorts())
                        .extracting(ServicePort::getName)
                        .contains(endpoint.getPort()));
        assertThat(endpoint.getPort()).isEqualTo("management");
        try (TestServer server = TestServer.start()) {
            assertThat(get(server.managementPort(), endpoint.getPath()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theLabelEndpointOfTheOperatorGivesWayToTheServersOwn() throws Exception {
        var relabellings =
                all.only(ServiceMonitor.class).getSpec().getEndpoints().get(0).getRelabelings();

        assertThat(relabellings).singleElement().satisfies(rule -> {
            assertThat(rule.getAction()).isEqualTo("labeldrop");
            assertThat(rule.getRegex()).isEqualTo("endpoint");
        });
        try (TestServer server = TestServer.start()) {
            assertThat(get(server.managementPort(), "/metrics").body()).contains("carillon_connections{endpoint=");
        }
    }

    @Test
    void alertsAndDashboardComeAlongAsTheyAre() throws Exception {
        assertThat(all.only(PrometheusRule.class).getSpec().getGroups())
                .isNotEmpty()
                .allSatisfy(group -> assertThat(group.getRules()).isNotEmpty());
        ConfigMap dashboard = all.named(ConfigMap.class, "carillon-dashboard").orElseThrow();
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(dashboard.getData())
                .containsOnly(
                        Map.entry("carillon.json", Files.readString(Path.of("k8s", "monitoring", "dashboard.json"))));
    }
}
