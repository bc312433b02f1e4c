package io.carillon.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of streams while nodes are killed, frozen and restarted: a minute of {@code verify}. */
class VerifyIT {

    @Test
    void nothingIsLostWhileNodesDieFreezeAndRestart(@TempDir Path directory) throws Exception {
        VerifyRun.of(directory, "--kill", "--freeze", "--restart", "--duration=50s")
                .assertFaultless(2);
    }
}
