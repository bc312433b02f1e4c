package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.Config;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The pods and what is around them, in both overlays: each part refers to others that are there, and means what they are. */
class ManifestsTest {

    /** What {@code io.carillon.cli.Serve} allows a drain beyond its limit before the process ends as failed. */
    private static final long OWN_GRACE = 5;

    @TempDir
    private static Path directory = Path.of("");

    private static Map<Overlay, Rendered> rendered = Map.of();

    /** The folders in {@code k8s/overlays}. */
    enum Overlay {
        DEV,
        PRODUCTION;

        String folder() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        Rendered rendered() {
            return rendered.get(this);
        }

        Config config() {
            try {
                return PodFiles.write(rendered(), Files.createTempDirectory(directory, folder()))
                        .config();
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @BeforeAll
    static void render() throws Exception {
        Rendered production = Rendered.of(directory, Overlay.PRODUCTION.folder());
        rendered = Map.of(
                Overlay.DEV,
                Rendered.of(directory, Overlay.DEV.folder()),
                Overlay.PRODUCTION,
                UsersKeys.make().beside(production));
    }

    @ParameterizedTest
    @CsvSource({
        "  minReadySeconds: , minReadySecs",
        "replicas: 1, replicas: \"1\"",
        "readinessProbe:, readynessProbe:",
        "failureThreshold: 6, failureTreshold: 6",
        "port: management, portName: management",
        "publishNotReadyAddresses: true, publishNotReadyAddress: true",
        "targetPort: http, targetport: http",
        "mountPath: /tmp, path: /tmp",
        "sizeLimit: 64Mi, size: 64Mi",
        "secretName: carillon-keys, name: carillon-keys",
        "unhealthyPodEvictionPolicy, unhealthyPodsEvictionPolicy",
        "namespaceSelector:, namespacesSelector:",
        "carillon.io/monitoring: \"true\", carillon.io/monitoring: true",
        "kind: PodDisruptionBudget, kind: PodDisruptionBudgets",
        "seconds: 5, secs: 5",
    })
    void noTypingErrorPasses(String right, String wrong) throws Exception {
        Process process = new ProcessBuilder("kubectl", "kustomize", "k8s/overlays/dev").start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        Rendered.parse(text);
        assertThat(text).contains(right);

        String planted = text.replace(right, wrong);

        assertThatThrownBy(() -> Rendered.parse(planted)).isInstanceOfAny(AssertionError.class, RuntimeException.class);
    }

    @ParameterizedTest
    @EnumSource
    void allIsInTheNamespaceThatIsMadeForIt(Overlay overlay) {
        String namespace =
                overlay.rendered().only(Namespace.class).getMetadata().getName();

        assertThat(overlay.rendered().all())
                .filteredOn(object -> !(object instanceof Namespace)
                        && !object.getMetadata().getName().equals("carillon-keys"))
                .allSatisfy(object -> assertThat(object.getMetadata().getNamespace())
                        .as(object.getKind())
                        .isEqualTo(namespace));
    }

    @ParameterizedTest
    @EnumSource
    void everySelectorFindsThePods(Overlay overlay) {
        Rendered rendered = overlay.rendered();
        Map<String, String> labels =
                rendered.workload().getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels).hasSizeGreaterThanOrEqualTo(2);

        Stream<Map<String, String>> selectors = Stream.of(
                        Stream.of(rendered.workload().getSpec().getSelector()),
                        Stream.of(rendered.only(PodDisruptionBudget.class)
                                .getSpec()
                                .getSelector()),
                        Stream.of(rendered.only(NetworkPolicy.class).getSpec().getPodSelector()),
                        rendered.pod().getTopologySpreadConstraints().stream().map(spread -> spread.getLabelSelector()))
                .flatMap(some -> some)
                .map(LabelSelector::getMatchLabels);

        assertThat(Stream.concat(
                        selectors,
                        rendered.all(Service.class).stream()
                                .map(service -> service.getSpec().getSelector())))
                .hasSize(7)
                .allSatisfy(selector -> assertThat(selector).isEqualTo(labels));
    }

    @ParameterizedTest
    @EnumSource
    void everyServicePortIsOneOfTheContainers(Overlay overlay) {
        Rendered rendered = overlay.rendered();

        for (Service service : rendered.all(Service.class)) {
            for (ServicePort port : service.getSpec().getPorts()) {
                int target = rendered.port(port.getTargetPort().getStrVal());
                boolean headless = "None".equals(service.getSpec().getClusterIP());
                if (headless) { // whoever comes to a pod's own address comes past all translation
                    assertThat(port.getPort()).isEqualTo(target);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theContainersPortsAreThoseThatTheServerListensOn(Overlay overlay) throws Exception {
        Config config = overlay.config();

        assertThat(overlay.rendered().container().getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "http", config.http().port()),
                        org.assertj.core.groups.Tuple.tuple(
                                "management", config.management().port()),
                        org.assertj.core.groups.Tuple.tuple(
                                "bus", config.cluster().bus().port()),
                        org.assertj.core.groups.Tuple.tuple(
                                "hazelcast", HazelcastXml.of(config).port()));
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.management().host()).isEqualTo("0.0.0.0");
        assertThat(config.bridge()).as("a port that nothing here knows").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theServerReadsTheFilesThatAreMounted(Overlay overlay) {
        Config config = overlay.config();

        assertThat(config.auth().jwt().hasKeys()).isTrue();
        assertThat(config.cluster().config())
                .hasValueSatisfying(file -> assertThat(file).endsWith(Path.of("etc/carillon/cluster.xml")));
    }

    @ParameterizedTest
    @EnumSource
    void everyFileOfTheConfigMapIsRead(Overlay overlay) {
        List<String> arguments = overlay.rendered().container().getArgs();

        assertThat(overlay.rendered().only(ConfigMap.class).getData().keySet())
                .filteredOn(file -> file.endsWith(".yaml"))
                .allSatisfy(file -> assertThat(arguments).contains("/etc/carillon/" + file));
    }

    @ParameterizedTest
    @EnumSource
    void nodesFindEachOtherByTheHeadlessService(Overlay overlay) throws Exception {
        String name = overlay.rendered().workload().getSpec().getServiceName();
        Service service = overlay.rendered().named(Service.class, name).orElseThrow();
        HazelcastXml xml = HazelcastXml.of(overlay.config());

        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(xml.kubernetes().getProperty("service-dns")).isEqualTo(name);
        assertThat(xml.kubernetes().getProperty("service-port")).isEqualTo(String.valueOf(xml.port()));
        assertThat(overlay.rendered().workload().getSpec().getPodManagementPolicy())
                .isEqualTo("OrderedReady");
    }

    @ParameterizedTest
    @EnumSource
    void hazelcastKeepsThePaceOfTheRepositorysFile(Overlay overlay) throws Exception {
        HazelcastXml.of(overlay.config()).assertSamePaceAndCopiesAsTheRepositorys();
    }

    @ParameterizedTest
    @EnumSource
    void noOneElseComesToThePortsOfNodes(Overlay overlay) {
        Rendered rendered = overlay.rendered();
        Map<String, String> labels =
                rendered.workload().getSpec().getTemplate().getMetadata().getLabels();
        List<NetworkPolicyIngressRule> rules =
                rendered.only(NetworkPolicy.class).getSpec().getIngress();

        assertThat(rendered.only(NetworkPolicy.class).getSpec().getPolicyTypes())
                .containsExactly("Ingress");
        assertThat(rules).hasSize(3);
        assertThat(rules.get(0).getFrom()).isNullOrEmpty();
        assertThat(ports(rules.get(0))).containsExactly("http");
        assertThat(rules.get(1).getFrom()).singleElement().satisfies(from -> {
            assertThat(from.getPodSelector().getMatchLabels()).isEqualTo(labels);
            assertThat(from.getNamespaceSelector())
                    .as("the pods of this namespace alone")
                    .isNull();
        });
        assertThat(ports(rules.get(1))).containsExactlyInAnyOrder("hazelcast", "bus");
        assertThat(rules.get(2).getFrom())
                .singleElement()
                .satisfies(from -> assertThat(from.getNamespaceSelector().getMatchLabels())
                        .containsOnly(Map.entry("carillon.io/monitoring", "true")));
        assertThat(ports(rules.get(2))).containsExactly("management");
        assertThat(rules.stream().flatMap(rule -> ports(rule).stream()).map(rendered::port))
                .as("each port has a rule")
                .containsExactlyInAnyOrderElementsOf(rendered.container().getPorts().stream()
                        .map(ContainerPort::getContainerPort)
                        .toList());
    }

    private static List<String> ports(NetworkPolicyIngressRule rule) {
        return rule.getPorts().stream()
                .map(NetworkPolicyPort::getPort)
                .map(IntOrString::getStrVal)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void thereIsTimeToDrain(Overlay overlay) {
        Config config = overlay.config();
        Container container = overlay.rendered().container();
        long pause = container.getLifecycle().getPreStop().getSleep().getSeconds();
        long limit = config.drain().limit().toSeconds();

        assertThat(overlay.rendered().pod().getTerminationGracePeriodSeconds())
                .isGreaterThan(pause + limit + OWN_GRACE);
        assertThat(config.drain().over().toSeconds()).isLessThan(limit - OWN_GRACE);
        Probe readiness = container.getReadinessProbe();
        assertThat(readiness.getPeriodSeconds() * readiness.getFailureThreshold())
                .as("a node that drains is out of the way before its connections are")
                .isLessThanOrEqualTo(10);
    }

    /** https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
    @ParameterizedTest
    @EnumSource
    void thePodMayDoNothingThatRestrictedForbids(Overlay overlay) {
        PodSpec pod = overlay.rendered().pod();
        Container container = overlay.rendered().container();

        assertThat(overlay.rendered().only(Namespace.class).getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001L);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isNullOrEmpty();
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(container.getPorts())
                .allSatisfy(port -> assertThat(port.getHostPort()).isNull());
        assertThat(pod.getVolumes())
                .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getAutomountServiceAccountToken())
                .as("nobody to speak for")
                .isFalse();
        assertThat(overlay.rendered().only(ServiceAccount.class).getMetadata().getName())
                .isEqualTo(pod.getServiceAccountName());
    }

    @ParameterizedTest
    @EnumSource
    void noMoreNodesAreTakenThanStreamsHaveCopies(Overlay overlay) {
        int most = overlay.rendered()
                .only(PodDisruptionBudget.class)
                .getSpec()
                .getMaxUnavailable()
                .getIntVal();

        assertThat(most)
                .isEqualTo(1)
                .isLessThanOrEqualTo(overlay.config().cluster().copies());
    }

    @ParameterizedTest
    @EnumSource
    void theImageIsTheOneThatTheReaderIsToldToBuild(Overlay overlay) throws Exception {
        String image = overlay.rendered().container().getImage();
        Matcher version = Pattern.compile(
                        "<artifactId>carillon</artifactId>\\s*<version>([0-9.]+)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(image).isEqualTo("carillon:" + version.group(1));
        assertThat(Files.readAllLines(Path.of("docs/kubernetes.md"))).contains("bin/image --tag " + image);
    }

    @Test
    void theKeyThatEverybodyHasIsInNoOverlayButDev() throws Exception {
        assertThat(Rendered.of(directory, "production").all(Secret.class)).isEmpty();
        assertThat(Overlay.DEV.rendered().only(Secret.class).getMetadata().getAnnotations())
                .containsKey("carillon.io/warning");
        assertThat(Files.readString(Path.of("k8s/overlays/dev/keys.yaml"))).startsWith("# NOT FOR PRODUCTION");
    }
}
