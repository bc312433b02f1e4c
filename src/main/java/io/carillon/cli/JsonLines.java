package io.carillon.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * Logs for machines: a JSON object a line, with {@code time}, {@code level}, {@code logger}, {@code thread}, {@code
 * message}, {@code stack} where there is one, and the event's own keys.
 */
final class JsonLines extends LayoutBase<ILoggingEvent> {

    private static final int LONGEST_STACK = 64 * 1024;

    @Override
    public String doLayout(ILoggingEvent event) {
        JsonObject line = new JsonObject()
                .put("time", TextLines.TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .put("level", event.getLevel().toString().toLowerCase(Locale.ROOT))
                .put("logger", event.getLoggerName())
                .put("thread", event.getThreadName())
                .put("message", LogText.bounded(String.valueOf(event.getFormattedMessage()), LogText.LONGEST_MESSAGE));
        if (event.getThrowableProxy() != null) {
            line.put("stack", LogText.bounded(ThrowableProxyUtil.asString(event.getThrowableProxy()), LONGEST_STACK));
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.stream()
                    .filter(pair -> !line.containsKey(pair.key))
                    .forEach(pair -> line.put(pair.key, value(pair.value)));
        }
        return line.encode() + "\n";
    }

    private static Object value(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Boolean
                ? value
                : LogText.bounded(String.valueOf(value), LogText.LONGEST_VALUE);
    }
}
