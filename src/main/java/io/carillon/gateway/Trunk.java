package io.carillon.gateway;

import io.carillon.count.EndpointCounters;
import io.carillon.count.Traffic;

/**
 * What connections of one event loop share that have the same endpoint and encoding: how messages to them become frames, and what
 * went over them. A connection has this in place of its encoding alone, and so is no larger for being counted. For that event loop.
 */
final class Trunk extends Traffic {

    private final EndpointCounters endpoint;
    private final FrameEncoding encoding;

    Trunk(EndpointCounters endpoint, FrameEncoding encoding) {
        this.endpoint = endpoint;
        this.encoding = encoding;
        endpoint.add(encoding.format(), this);
    }

    boolean is(EndpointCounters other, FrameEncoding way) {
        return endpoint == other && encoding == way;
    }

    FrameEncoding encoding() {
        return encoding;
    }
}
