package io.carillon.gateway;

import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.count.EndpointCounters;
import io.carillon.message.CloseCode;
import java.util.List;
import java.util.Map;

/**
 * An endpoint at work, shared by all event loops.
 *
 * @param name what tokens and listings call it
 * @param origins the {@code Origin}s of browsers that may connect besides the server's own
 * @param compression whether permessage-deflate is agreed on
 * @param keepAlive how lost connections are found
 * @param limits what a connection may cost
 * @param closeCodes what is sent instead of a close code
 * @param paced whether who sends too many messages is closed; otherwise its handler sees to it
 * @param admission who may come in
 * @param counters what has happened there
 */
record Terms(
        String name,
        List<String> origins,
        boolean compression,
        KeepAliveConfig keepAlive,
        ConnectionLimits limits,
        Map<Integer, Integer> closeCodes,
        boolean paced,
        Admission admission,
        EndpointCounters counters) {

    /** What this endpoint sends for a code. */
    int closeCode(CloseCode code) {
        return closeCodes.getOrDefault(code.code(), code.code());
    }
}
