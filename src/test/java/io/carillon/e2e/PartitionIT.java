package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of streams while nodes are cut off from each other: a minute of {@code verify}. */
class PartitionIT {

    @Test
    void nothingIsLostWhileNodesAreCutOff(@TempDir Path directory) throws Exception {
        assumeTrue(canDivide(), "network namespaces need Linux, root and the command ip");

        VerifyRun.of(directory, "--partition", "--duration=40s").assertFaultless(1);

        assertThat(output("ip", "netns", "list")).as("what is left of it").doesNotContain("cv");
    }

    private static boolean canDivide() {
        try {
            return output("id", "-u").equals("0") && !output("ip", "-V").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
