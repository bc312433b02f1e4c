package io.carillon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the virtual machine of a pod may take, against what the pod asks for. */
class PodMemoryTest {

    /**
     * What a virtual machine needs besides heap and direct memory, on two cores. It was 162 MiB for the image's, told of 1 GiB (MaxRAM),
     * with 500 connections that were talking (committed, as native memory tracking counts it): the archive of classes 77, the collector
     * 47, code 16, stacks 7. On one core it was 118 MiB.
     */
    private static final long ITS_OWN = 180L << 20;

    /** What each further core adds: six of them added 14 to 26 MiB. */
    private static final long FOR_A_CORE = 5L << 20;

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void isEnoughForWhatTheVirtualMachineMayTake(String overlay) throws Exception {
        Rendered rendered = Rendered.of(directory, overlay);
        ResourceRequirements resources = rendered.container().getResources();
        long limit =
                Quantity.getAmountInBytes(resources.getLimits().get("memory")).longValueExact();
        String options = options(rendered);
        long cores = Long.parseLong(option(options, "-XX:ActiveProcessorCount=(\\d+)"));
        long heap = limit * Long.parseLong(option(options, "-XX:MaxRAMPercentage=(\\d+)")) / 100;
        long direct = Quantity.getAmountInBytes(new Quantity(option(options, "-XX:MaxDirectMemorySize=(\\d+[mg])")
                        .replace("m", "Mi")
                        .replace("g", "Gi")))
                .longValueExact();

        assertThat(heap + direct + ITS_OWN + Math.max(0, cores - 2) * FOR_A_CORE)
                .isLessThanOrEqualTo(limit);
        assertThat(resources.getRequests().get("memory"))
                .as("what is promised is there")
                .isEqualTo(resources.getLimits().get("memory"));
    }

    /** Else it had threads for all cores of the machine, and the test above would know nothing of their memory. */
    @ParameterizedTest
    @CsvSource({"dev, 1", "production, 2"})
    void isOfThreadsForTheCoresThatAreAskedFor(String overlay, int cores) throws Exception {
        Rendered rendered = Rendered.of(directory, overlay);
        ResourceRequirements resources = rendered.container().getResources();

        assertThat(option(options(rendered), "-XX:ActiveProcessorCount=(\\d+)")).isEqualTo(String.valueOf(cores));
        assertThat(resources.getRequests().get("cpu").getNumericalAmount())
                .isLessThanOrEqualTo(BigDecimal.valueOf(cores));
        assertThat(resources.getLimits()).doesNotContainKey("cpu");
    }

    private String options(Rendered rendered) {
        return new PodFiles(rendered, directory).environment("10.0.0.1").get("JAVA_TOOL_OPTIONS");
    }

    private static String option(String options, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(options);
        assertThat(matcher.find()).as(pattern + " in " + options).isTrue();
        return matcher.group(1);
    }
}
