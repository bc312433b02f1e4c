package io.carillon;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The floors of the house: what a package may use. {@code docs/design.md} has the reasons. */
@AnalyzeClasses(packages = "io.carillon", importOptions = DoNotIncludeTests.class)
@Tag("slow")
class ArchitectureTest {

    private static final int LONGEST_FILE = 400;

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("io.carillon.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dependenciesGoDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("message")
            .definedBy("io.carillon.message..")
            .layer("count")
            .definedBy("io.carillon.count..")
            .layer("codec")
            .definedBy("io.carillon.codec..")
            .layer("config")
            .definedBy("io.carillon.config..")
            .layer("trace")
            .definedBy("io.carillon.trace..")
            .layer("auth")
            .definedBy("io.carillon.auth..")
            .layer("explain")
            .definedBy("io.carillon.explain..")
            .layer("tls")
            .definedBy("io.carillon.tls..")
            .layer("client")
            .definedBy("io.carillon.client..")
            .layer("schema")
            .definedBy("io.carillon.schema..")
            .layer("stream")
            .definedBy("io.carillon.stream..")
            .layer("cluster")
            .definedBy("io.carillon.cluster..")
            .layer("hub")
            .definedBy("io.carillon.hub..")
            .layer("overview")
            .definedBy("io.carillon.overview..")
            .layer("gateway")
            .definedBy("io.carillon.gateway..")
            .layer("protocol")
            .definedBy("io.carillon.protocol..")
            .layer("server")
            .definedBy("io.carillon.server..")
            .layer("service")
            .definedBy("io.carillon.service..")
            .layer("http")
            .definedBy("io.carillon.http..")
            .layer("uplink")
            .definedBy("io.carillon.uplink..")
            .layer("ops")
            .definedBy("io.carillon.ops..")
            .layer("bench")
            .definedBy("io.carillon.bench..")
            .layer("verify")
            .definedBy("io.carillon.verify..")
            .layer("top")
            .definedBy("io.carillon")
            .layer("cli")
            .definedBy("io.carillon.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("top")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("bench")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("verify")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("ops")
            .mayOnlyBeAccessedByLayers("top", "cli")
            .whereLayer("overview")
            .mayOnlyBeAccessedByLayers("http", "top")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("top", "cli")
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("top", "cli")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("server", "top", "cli")
            .whereLayer("uplink")
            .mayOnlyBeAccessedByLayers("ops", "top", "cli")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("uplink", "bench", "verify", "top", "cli")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("protocol", "server", "top", "cli")
            .whereLayer("service")
            .mayOnlyBeAccessedByLayers("gateway", "http", "top", "cli")
            .whereLayer("explain")
            .mayOnlyBeAccessedByLayers("http", "top", "cli")
            .whereLayer("hub")
            .mayOnlyBeAccessedByLayers(
                    "overview", "gateway", "protocol", "server", "service", "http", "uplink", "ops", "top", "cli")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers(
                    "hub",
                    "overview",
                    "gateway",
                    "protocol",
                    "server",
                    "service",
                    "http",
                    "uplink",
                    "ops",
                    "top",
                    "cli")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("cluster", "server", "http", "ops", "top", "cli")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("hub", "gateway", "top", "cli")
            .whereLayer("count")
            .mayOnlyBeAccessedByLayers(
                    "auth",
                    "cluster",
                    "hub",
                    "overview",
                    "gateway",
                    "protocol",
                    "server",
                    "service",
                    "http",
                    "uplink",
                    "ops",
                    "top",
                    "cli")
            .whereLayer("stream")
            .mayOnlyBeAccessedByLayers(
                    "cluster", "hub", "gateway", "protocol", "server", "service", "http", "uplink", "ops", "top", "cli")
            .whereLayer("trace")
            .mayOnlyBeAccessedByLayers("cluster", "hub", "gateway", "protocol", "service", "ops", "top")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers(
                    "explain",
                    "cluster",
                    "hub",
                    "gateway",
                    "protocol",
                    "server",
                    "service",
                    "http",
                    "uplink",
                    "ops",
                    "bench",
                    "verify",
                    "top",
                    "cli")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers(
                    "client",
                    "schema",
                    "cluster",
                    "hub",
                    "gateway",
                    "protocol",
                    "server",
                    "service",
                    "http",
                    "uplink",
                    "ops",
                    "bench",
                    "verify",
                    "top",
                    "cli");

    /** What the message protocol and the server's own HTTP server are made of, an embedder has, too. */
    @ArchTest
    static final ArchRule theProtocolIsAnEmbedder = classes()
            .that()
            .resideInAnyPackage("io.carillon.protocol..", "io.carillon.server..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.carillon.protocol..", "io.carillon.server..")
                    .or(modifier(PUBLIC)))
            .andShould()
            .onlyDependOnClassesThat(
                    resideOutsideOfPackages("io.netty..", "io.vertx.core.internal..", "com.hazelcast.."));

    @ArchTest
    static final ArchRule messagesNeedTheJdkAlone = classes()
            .that()
            .resideInAPackage("io.carillon.message..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.carillon.message..", "java..", "org.jspecify..");

    /** What is counted costs whoever has no metrics next to nothing: one package knows who asks for it. */
    @ArchTest
    static final ArchRule onlyOperationsKnowsMicrometer = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.ops..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..");

    /** A client knows the protocol, and nothing of the server. */
    @ArchTest
    static final ArchRule theClientIsNoPartOfTheServer = classes()
            .that()
            .resideInAPackage("io.carillon.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.carillon.client..",
                    "io.carillon.message..",
                    "io.carillon.codec..",
                    "io.vertx.core..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheClusterKnowsHazelcast = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..");

    @ArchTest
    static final ArchRule onlyTraceKnowsOpenTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.trace..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule onlyTheGatewayKnowsNetty = noClasses()
            .that()
            .resideOutsideOfPackage("io.carillon.gateway..")
            .and()
            .doNotHaveFullyQualifiedName("io.carillon.service.Cutoff") // Vert.x has no way to do what it does
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule onlyConfigAndCliSeeTheEnvironment = noClasses()
            .that()
            .resideOutsideOfPackages("io.carillon.config..", "io.carillon.cli..")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    @Test
    void noFileIsLongerThanAReaderCanHold() throws IOException {
        List<String> tooLong;
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > LONGEST_FILE)
                    .map(Path::toString)
                    .toList();
        }
        assertThat(tooLong).isEmpty();
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
