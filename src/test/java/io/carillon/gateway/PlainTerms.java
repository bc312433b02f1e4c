package io.carillon.gateway;

import io.carillon.config.AdmissionLimits;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.count.NodeCounters;
import java.util.List;
import java.util.Map;

/** An endpoint about which nothing is special. */
final class PlainTerms {

    private PlainTerms() {}

    static Terms of() {
        return withQueue(ConnectionLimits.DEFAULT.queue());
    }

    /** @param queue how much may wait for a peer, in bytes */
    static Terms withQueue(int queue) {
        return new Terms(
                "plain",
                List.of(),
                false,
                KeepAliveConfig.DEFAULT,
                new ConnectionLimits(ConnectionLimits.DEFAULT.message(), ConnectionLimits.DEFAULT.rooms(), queue, 0, 0),
                Map.of(),
                true,
                Admission.ofNode(AdmissionLimits.DEFAULT, System::nanoTime),
                new NodeCounters().endpoint("plain"));
    }
}
