package io.carillon.tls;

import java.util.concurrent.atomic.LongAdder;

/**
 * What has become of certificates since the start. Any thread.
 *
 * @param taken how often files had changed, and what stood there was taken
 * @param refused how often it could not be used, so that what was there before stayed
 * @param handshakes how many handshakes have failed
 */
public record TlsCounters(LongAdder taken, LongAdder refused, LongAdder handshakes) {

    TlsCounters() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }
}
