package io.carillon.tls;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which peers were refused. Somebody tries again each time that a message is to be sent, and what stands in a
 * certificate is up to whoever made it: of one host each kind of trouble is told of once a minute. Any thread.
 */
final class RefusedPeers implements Consumer<PeerTrust.Refusal> {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private static final int MOST = 100;
    private static final long AGAIN_NANOS = 60_000_000_000L;

    private final LongAdder count;
    private final Map<Trouble, Long> told = new HashMap<>();

    private record Trouble(String host, Class<?> kind) {}

    /** @param count of all of them */
    RefusedPeers(LongAdder count) {
        this.count = count;
    }

    @Override
    public void accept(PeerTrust.Refusal refusal) {
        count.increment();
        if (isNews(new Trouble(refusal.host(), refusal.cause().getClass()), System.nanoTime())) {
            LOG.error(
                    "a node was refused on the event bus, nothing is exchanged with it peer={}:{} cause=the certificate of {}: {}",
                    refusal.host(),
                    refusal.port(),
                    refusal.subject(),
                    refusal.cause().getMessage());
        }
    }

    private synchronized boolean isNews(Trouble trouble, long now) {
        Long last = told.get(trouble);
        if (last != null && now - last < AGAIN_NANOS) {
            return false;
        }
        if (told.size() >= MOST) {
            told.clear();
        }
        told.put(trouble, now);
        return true;
    }
}
