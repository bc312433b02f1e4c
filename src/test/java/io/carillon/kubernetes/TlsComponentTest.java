package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.BusTlsConfig;
import io.carillon.config.Config;
import io.carillon.kubernetes.CertManager.Certificate;
import io.carillon.kubernetes.CertManager.CertificateSpec;
import io.carillon.kubernetes.CertManager.Issuer;
import io.carillon.kubernetes.CertManager.IssuerRef;
import io.carillon.kubernetes.CertManager.RotationPolicy;
import io.carillon.kubernetes.CertManager.Usage;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS between nodes, as an overlay may have it: what cert-manager is to make is what the server reads, and accepts. */
class TlsComponentTest {

    @TempDir
    private static Path directory = Path.of("");

    private static Rendered production = new Rendered(List.of());

    @BeforeAll
    static void render() throws Exception {
        production = UsersKeys.make().beside(Rendered.of(directory, "production", "components/tls"));
    }

    private static CertificateSpec certificate(String name) {
        return production.named(Certificate.class, name).orElseThrow().spec();
    }

    private static Issuer issuer(IssuerRef reference) {
        assertThat(reference.kind()).isEqualTo("Issuer");
        assertThat(reference.group()).isNull();
        return production.named(Issuer.class, reference.name()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "dnsNames:, dnsName:",
        "server auth, serverAuth",
        "rotationPolicy: Always, rotationPolicy: always",
        "duration: 2160h, duration: 90d",
        "secretName: carillon-bus-tls, secret: carillon-bus-tls",
        "isCA: true, isCa: true",
        "selfSigned: {}, selfsigned: {}",
        "issuerRef:, issuer:",
        "algorithm: ECDSA, algorithm: EC",
    })
    void noTypingErrorPasses(String right, String wrong) throws Exception {
        String text = Files.readString(Path.of("k8s/components/tls/certificates.yaml"));
        Rendered.parse(text);
        assertThat(text).contains(right);

        assertThatThrownBy(() -> Rendered.parse(text.replace(right, wrong)))
                .isInstanceOfAny(AssertionError.class, RuntimeException.class);
    }

    @Test
    void anAuthorityOfTheClustersOwnSignsForNodesAndTheirKeysChange() {
        CertificateSpec nodes = certificate("carillon-bus");
        CertificateSpec authority = certificate("carillon-bus-authority");

        assertThat(issuer(nodes.issuerRef()).spec().ca().secretName()).isEqualTo(authority.secretName());
        assertThat(issuer(authority.issuerRef()).spec().selfSigned()).isNotNull();
        assertThat(authority.isCA()).isTrue();
        assertThat(authority.privateKey().rotationPolicy())
                .as("nodes with the old certificate and nodes with the new one trust each other")
                .isEqualTo(RotationPolicy.NEVER);
        assertThat(nodes.isCA()).isFalse();
        assertThat(nodes.usages()).containsExactlyInAnyOrder(Usage.SERVER_AUTH, Usage.CLIENT_AUTH);
        assertThat(nodes.privateKey().rotationPolicy()).isEqualTo(RotationPolicy.ALWAYS);
        assertThat(nodes.renewBefore().time())
                .as("long before the alert, which warns for two weeks")
                .isGreaterThan(Duration.ofDays(14))
                .isLessThan(nodes.duration().time());
        assertThat(nodes.duration().time()).isLessThan(authority.duration().time());
    }

    @Test
    void allIsInThePodsNamespace() {
        assertThat(production.all())
                .filteredOn(object -> object instanceof Certificate || object instanceof Issuer)
                .hasSize(4)
                .extracting(HasMetadata::getMetadata)
                .allSatisfy(metadata -> assertThat(metadata.getNamespace())
                        .isEqualTo(production.workload().getMetadata().getNamespace()));
    }

    @Test
    void thePodHasTheSecretWhereTheServerLooksForIt() throws Exception {
        Volume volume = production.pod().getVolumes().stream()
                .filter(each -> each.getName().equals("tls"))
                .findFirst()
                .orElseThrow();
        VolumeMount mount = production.container().getVolumeMounts().stream()
                .filter(each -> each.getName().equals("tls"))
                .findFirst()
                .orElseThrow();

        assertThat(volume.getSecret().getSecretName())
                .isEqualTo(certificate("carillon-bus").secretName());
        assertThat(volume.getSecret().getDefaultMode())
                .as("for the pod's group alone")
                .isEqualTo(0440);
        assertThat(mount.getSubPath()).as("it would never change").isNull();
        BusTlsConfig tls =
                configured(new TestAuthority("nodes")).cluster().tls().orElseThrow();
        assertThat(List.of(tls.cert(), tls.key(), tls.ca())).allSatisfy(file -> {
            assertThat(file).isRegularFile();
            assertThat(file.getParent().toString()).endsWith(mount.getMountPath());
        });
        assertThat(certificate("carillon-bus").dnsNames()).contains(tls.name().orElseThrow());
    }

    private static Config configured(TestAuthority authority) throws Exception {
        Rendered whole = BusSecret.madeBy(authority).beside(production);
        return PodFiles.write(whole, Files.createTempDirectory(directory, "root"))
                .config();
    }

    @Test
    void nodesStartWithWhatTheSecretHasAndNotWithoutTheName() throws Exception {
        TestAuthority authority = new TestAuthority("nodes");
        BusTlsConfig tls = configured(authority).cluster().tls().orElseThrow();

        try (TestCluster cluster = new TestCluster(Files.createTempDirectory(directory, "cluster"))) {
            cluster.start(settings(tls));
            cluster.start(settings(tls));

            assertThatThrownBy(() -> cluster.start(settings(new BusTlsConfig(
                            tls.path(), tls.source(), tls.cert(), tls.key(), tls.ca(), Optional.of("another")))))
                    .hasMessageContaining("another");
        }
    }

    private static String[] settings(BusTlsConfig tls) {
        return new String[] {
            "cluster.tls.cert=" + tls.cert(),
            "cluster.tls.key=" + tls.key(),
            "cluster.tls.ca=" + tls.ca(),
            "cluster.tls.name=" + tls.name().orElseThrow(),
        };
    }
}
