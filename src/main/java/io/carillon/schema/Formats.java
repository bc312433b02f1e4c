package io.carillon.schema;

import io.carillon.message.JsonPointer;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code format} that are checked. Others mean nothing to the server, as the standard wants it. None takes long
 * for any text: expressions do not backtrack, and nothing this long has a format.
 */
final class Formats {

    private static final int LONGEST = 2048;

    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)");
    private static final Pattern TIME =
            Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.\\d++)?+(?:[zZ]|([+-])(\\d\\d):(\\d\\d))");
    private static final Pattern DURATION = Pattern.compile("P(?!\\z)(?:\\d++W|(?:\\d++Y)?+(?:\\d++M)?+(?:\\d++D)?+"
            + "(?:T(?=\\d)(?:\\d++H)?+(?:\\d++M)?+(?:\\d++S)?+)?+)");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern BYTE = Pattern.compile("0|[1-9]\\d{0,2}");
    private static final Pattern WORD = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");
    private static final Pattern MAILBOX = Pattern.compile("[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}+");
    private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]*+");

    private static final int HOST = 253;
    private static final int WORDS = 8;
    private static final int DAY = 24 * 60;

    private static final Map<String, Predicate<String>> KNOWN = Map.ofEntries(
            Map.entry("date-time", Formats::isDateTime),
            Map.entry("date", Formats::isDate),
            Map.entry("time", Formats::isTime),
            Map.entry("duration", text -> DURATION.matcher(text).matches()),
            Map.entry("email", Formats::isEmail),
            Map.entry("hostname", Formats::isHost),
            Map.entry("ipv4", Formats::isIpv4),
            Map.entry("ipv6", Formats::isIpv6),
            Map.entry("uri", text -> isUri(text, true)),
            Map.entry("uri-reference", text -> isUri(text, false)),
            Map.entry("uuid", text -> UUID.matcher(text).matches()),
            Map.entry("json-pointer", Formats::isPointer),
            Map.entry("regex", Formats::isExpression));

    private Formats() {}

    /** Null for what is not known. */
    static @Nullable Predicate<String> of(String name) {
        Predicate<String> known = KNOWN.get(name);
        return known == null ? null : text -> text.length() <= LONGEST && known.test(text);
    }

    /** RFC 3339, section 5.6. */
    private static boolean isDateTime(String text) {
        int t = 10;
        return text.length() > t
                && (text.charAt(t) == 'T' || text.charAt(t) == 't')
                && isDate(text.substring(0, t))
                && isTime(text.substring(t + 1));
    }

    private static boolean isDate(String text) {
        Matcher date = DATE.matcher(text);
        try {
            return date.matches() && LocalDate.of(number(date, 1), number(date, 2), number(date, 3)) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** A leap second is the last one of a day in UTC. */
    private static boolean isTime(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches() || number(time, 1) > 23 || number(time, 2) > 59 || number(time, 3) > 60) {
            return false;
        }
        int minute = number(time, 1) * 60 + number(time, 2);
        if (time.group(4) != null) {
            if (number(time, 5) > 23 || number(time, 6) > 59) {
                return false;
            }
            int offset = number(time, 5) * 60 + number(time, 6);
            minute += time.group(4).equals("+") ? -offset : offset;
        }
        return number(time, 3) < 60 || Math.floorMod(minute, DAY) == DAY - 1;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        String name = text.substring(0, Math.max(0, at));
        return MAILBOX.matcher(name).matches()
                && !name.startsWith(".")
                && !name.endsWith(".")
                && !name.contains("..")
                && isHost(text.substring(at + 1));
    }

    private static boolean isHost(String text) {
        if (text.isEmpty() || text.length() > HOST) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv4(String text) {
        String[] bytes = text.split("\\.", -1);
        for (String some : bytes) {
            if (!BYTE.matcher(some).matches() || Integer.parseInt(some) > 255) {
                return false;
            }
        }
        return bytes.length == 4;
    }

    /** RFC 4291, section 2.2. */
    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return words(text, true) == WORDS;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        int before = head.isEmpty() ? 0 : words(head, false);
        int after = tail.isEmpty() ? 0 : words(tail, true);
        return before >= 0 && after >= 0 && before + after < WORDS;
    }

    /** How many; -1 where it is no list of them. */
    private static int words(String text, boolean last) {
        String[] words = text.split(":", -1);
        int count = words.length;
        for (int i = 0; i < words.length; i++) {
            if (last && i == words.length - 1 && words[i].indexOf('.') >= 0 && isIpv4(words[i])) {
                count++;
            } else if (!WORD.matcher(words[i]).matches()) {
                return -1;
            }
        }
        return count;
    }

    private static boolean isUri(String text, boolean absolute) {
        try {
            return ASCII.matcher(text).matches() && (new URI(text).isAbsolute() || !absolute);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isPointer(String text) {
        try {
            return JsonPointer.parse(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isExpression(String text) {
        try {
            return Expression.of(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
