package io.carillon.config;

/**
 * What the clients of one endpoint may cost.
 *
 * @param admission besides that of the node
 * @param connection each of them
 */
public record EndpointLimits(AdmissionLimits admission, ConnectionLimits connection) {

    /**
     * @param server what holds where nothing is written
     */
    static EndpointLimits read(Section section, LimitsConfig server) {
        section.elsewhere("sessions", "nothing: a user's sessions count on all endpoints together, in limits.sessions");
        return new EndpointLimits(
                AdmissionLimits.read(section, server.admission().connections()),
                ConnectionLimits.read(section, server.connection()));
    }
}
