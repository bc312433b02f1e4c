package io.carillon.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Logs for people: {@code 2026-11-21T08:00:00.123Z INFO logger - message key=value}. A message stays in its line,
 * whatever somebody put into it; a stack trace follows in lines that begin with a tab, as no others do.
 */
final class TextLines extends LayoutBase<ILoggingEvent> {

    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder()
                .append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append(String.format(" %-5s ", event.getLevel()))
                .append(event.getLoggerName())
                .append(" - ")
                .append(LogText.oneLine(String.valueOf(event.getFormattedMessage()), LogText.LONGEST_MESSAGE));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair ->
                    line.append(' ').append(pair.key).append('=').append(LogText.value(String.valueOf(pair.value))));
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            ThrowableProxyUtil.asString(event.getThrowableProxy())
                    .lines()
                    .forEach(each -> line.append('\t')
                            .append(LogText.oneLine(each.stripLeading(), LogText.LONGEST_MESSAGE))
                            .append('\n'));
        }
        return line.toString();
    }
}
