package io.carillon.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a Markdown file that shows what was really said:
 *
 * <pre>
 * ```transcript
 * carillon.v1.msgpack at /ws
 * &lt; {"type":"welcome", ...}
 *     88a4...
 * &gt; {"type":"ping","id":1}
 *     82a4...
 * ```
 * </pre>
 *
 * Where several speak, each has a line {@code NAME: SUBPROTOCOL at PATH}, and the name in front of what it says and hears;
 * whoever has no name is ada. In the binary formats the packet's bytes follow, indented; a binary value is written as
 * {@code {"$binary": BASE64}}, a time as {@code {"$time": ISO 8601}}.
 *
 * @param first the number of its first line in the file
 */
public record Transcript(int first, Map<String, Speaker> speakers, List<Line> lines) {

    private static final Pattern SPEAKER =
            Pattern.compile("(?:(?<name>\\w+): )?(?<subprotocol>\\S+) at (?<path>/\\S*)");
    private static final Pattern LINE = Pattern.compile("(?:(?<name>\\w+) )?(?<way>[<>]) (?<json>\\{.*})");
    private static final Pattern BYTES = Pattern.compile(" {4}(?<hex>[0-9a-f]+)");
    private static final String NAMELESS = "ada";
    private static final int BYTES_A_LINE = 48;

    /** Somebody with a connection. */
    public record Speaker(String name, String subprotocol, String path) {

        public Packets packets() {
            String lower = subprotocol.toLowerCase(Locale.ROOT);
            if (lower.contains("msgpack")) {
                return Packets.MSGPACK;
            }
            return lower.contains("bson") ? Packets.BSON : Packets.JSON;
        }
    }

    /**
     * What was said or heard.
     *
     * @param number in the file
     * @param said by the client; heard otherwise
     * @param bytes of the packet
     */
    public record Line(int number, String speaker, boolean said, Map<String, Object> message, byte[] bytes) {}

    /** All of a file. */
    public static List<Transcript> read(Path markdown) {
        List<Transcript> transcripts = new ArrayList<>();
        Optional<Transcript> open = Optional.empty();
        int number = 0;
        for (String text : text(markdown)) {
            number++;
            if (open.isEmpty() && text.equals("```transcript")) {
                open = Optional.of(new Transcript(number, new LinkedHashMap<>(), new ArrayList<>()));
            } else if (open.isPresent() && text.equals("```")) {
                transcripts.add(open.get());
                open = Optional.empty();
            } else if (open.isPresent()) {
                open.get().take(text, number);
            }
        }
        return transcripts;
    }

    private static List<String> text(Path markdown) {
        try {
            return Files.readAllLines(markdown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(String text, int number) {
        Matcher line = LINE.matcher(text);
        Matcher bytes = BYTES.matcher(text);
        Matcher speaker = SPEAKER.matcher(text);
        if (line.matches()) {
            lines.add(line(line, number));
        } else if (bytes.matches() && !lines.isEmpty()) {
            Line last = lines.remove(lines.size() - 1);
            byte[] more = join(last.bytes, HexFormat.of().parseHex(bytes.group("hex")));
            lines.add(new Line(last.number, last.speaker, last.said, last.message, more));
        } else if (speaker.matches() && lines.isEmpty()) {
            String name = name(speaker);
            speakers.put(name, new Speaker(name, speaker.group("subprotocol"), speaker.group("path")));
        } else {
            throw new AssertionError("line " + number + " is none of a transcript: " + text);
        }
    }

    @SuppressWarnings("unchecked")
    private Line line(Matcher line, int number) {
        String name = name(line);
        if (!speakers.containsKey(name)) {
            throw new AssertionError("line " + number + ": nobody is called " + name);
        }
        byte[] json = line.group("json").getBytes(StandardCharsets.UTF_8);
        boolean text = speakers.get(name).packets() == Packets.JSON;
        Object message = text ? Packets.JSON.read(json) : mapped(Packets.JSON.read(json), Transcript::unmarked);
        boolean said = line.group("way").equals(">");
        return new Line(number, name, said, (Map<String, Object>) message, text ? json : new byte[0]);
    }

    private static String name(Matcher matcher) {
        return Optional.ofNullable(matcher.group("name")).orElse(NAMELESS);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A packet as it is written in a transcript. */
    public static String shown(Packets packets, byte[] packet) {
        if (packets == Packets.JSON) {
            return new String(packet, StandardCharsets.UTF_8);
        }
        byte[] json = Packets.JSON.write(mapped(packets.read(packet), Transcript::marked));
        StringBuilder shown = new StringBuilder(new String(json, StandardCharsets.UTF_8));
        for (int from = 0; from < packet.length; from += BYTES_A_LINE) {
            int to = Math.min(packet.length, from + BYTES_A_LINE);
            shown.append("\n    ").append(HexFormat.of().formatHex(packet, from, to));
        }
        return shown.toString();
    }

    private static Object marked(Object value) {
        if (value instanceof byte[] bytes) {
            return Map.of("$binary", Base64.getEncoder().encodeToString(bytes));
        }
        return value instanceof Instant time ? Map.of("$time", time.toString()) : value;
    }

    private static Object unmarked(Object value) {
        if (!(value instanceof Map<?, ?> map) || map.size() != 1) {
            return value;
        }
        if (map.get("$binary") instanceof String bytes) {
            return Base64.getDecoder().decode(bytes);
        }
        return map.get("$time") instanceof String time ? Instant.parse(time) : value;
    }

    /** The value with every part of it replaced, the innermost first. */
    private static Object mapped(Object value, UnaryOperator<Object> by) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((name, entry) -> copy.put(name, mapped(entry, by)));
            return by.apply(copy);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(mapped(element, by)));
            return by.apply(copy);
        }
        return by.apply(value);
    }
}
