package io.carillon.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in somebody's trace, as the headers {@code traceparent} and {@code tracestate} name it (W3C Trace Context, sections
 * 3.2 and 3.3).
 *
 * @param text as the header has it, in version 00
 * @param state what tracing systems have added; null for nothing
 * @param link whether what follows is no part of that trace, but only refers to it
 */
public record TraceParent(String text, @Nullable String state, boolean link) {

    /** What the headers are called. */
    public static final String HEADER = "traceparent";

    public static final String STATE_HEADER = "tracestate";

    /** What a connection keeps that of its handshake under. */
    public static final String KEPT = TraceParent.class.getName();

    /** What a tracestate may have, in characters; what is longer is left out (section 3.3.1.5). */
    public static final int LONGEST_STATE = 512;

    private static final Pattern FORM = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})-" + "([0-9a-f]{2})(-.*)?");
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7e]{1," + LONGEST_STATE + "}");
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    public TraceParent {
        if (!FORM.matcher(text).matches() || text.length() != FLAGS + 2) {
            throw new IllegalArgumentException("no traceparent");
        }
        state = state == null || !STATE.matcher(state).matches() ? null : state;
    }

    /**
     * Reads what a request says.
     *
     * @param header of a later version, too, as far as it is known here
     * @return null where there is none, or one that is ill-formed: then it is as if there were none (section 4.3)
     */
    public static @Nullable TraceParent of(@Nullable String header, @Nullable String state) {
        Matcher read = FORM.matcher(header == null ? "" : header.strip());
        if (!read.matches() || read.group(1).equals("00") && read.group(4) != null) {
            return null;
        }
        String flags = (Integer.parseInt(read.group(3), 16) & 1) == 0 ? "00" : "01";
        return new TraceParent("00-" + read.group(2) + '-' + flags, state, false);
    }

    /** The same, for what only refers to it. */
    public TraceParent asLink() {
        return new TraceParent(text, state, true);
    }

    /** Whether somebody keeps this trace. */
    public boolean isSampled() {
        return text.charAt(FLAGS + 1) == '1';
    }

    public String traceId() {
        return text.substring(TRACE_ID, SPAN_ID - 1);
    }

    public String spanId() {
        return text.substring(SPAN_ID, FLAGS - 1);
    }
}
