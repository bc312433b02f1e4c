package io.carillon.gateway;

import io.carillon.config.AdmissionLimits;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import java.util.List;
import java.util.Map;

/** An endpoint about which nothing is special. */
final class PlainTerms {

    private PlainTerms() {}

    static Terms of() {
        return new Terms(
                "plain",
                List.of(),
                false,
                KeepAliveConfig.DEFAULT,
                ConnectionLimits.DEFAULT,
                Map.of(),
                true,
                Admission.ofNode(AdmissionLimits.DEFAULT, System::nanoTime));
    }
}
