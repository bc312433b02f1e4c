package io.carillon.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays what a file says that clients say and hear, in any format; {@code scenarios/rooms.txt} says how it is written. The
 * first epoch that anybody hears is {@code <epoch>}; it and connections may also stand in what is said.
 */
public final class Scenario {

    private static final Pattern LINE = Pattern.compile("(?<who>\\w+) (?:(?<way>[<>]) (?<message>\\{.*})|connects)");
    private static final long RECENT = 86_400_000;

    private final Function<String, FormatClient> connect;
    private final Map<String, String> known;
    private final Map<String, FormatClient> clients = new HashMap<>();
    private final Map<String, Map<String, Object>> welcomes = new HashMap<>();
    private final List<Line> spoken = new ArrayList<>();

    /**
     * What was really said or heard.
     *
     * @param said by the client; heard otherwise
     */
    public record Line(String who, boolean said, Map<String, Object> message) {}

    /**
     * @param connect opens a connection of a user
     * @param known what {@code <NAME>} stands for
     */
    public Scenario(Function<String, FormatClient> connect, Map<String, String> known) {
        this.connect = connect;
        this.known = new HashMap<>(known);
    }

    /** Plays the whole file, and returns what was spoken. Nobody may have heard anything more at its end. */
    public List<Line> play(String file) {
        int number = 0;
        for (String line : read(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                step(line, file + ":" + number + ": " + line);
            }
        }
        clients.forEach((name, client) -> assertThat(client.drain()).as(name).isEmpty());
        clients.values().forEach(FormatClient::close);
        return List.copyOf(spoken);
    }

    @SuppressWarnings("unchecked")
    private void step(String line, String shown) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(shown).isTrue();
        String who = matcher.group("who");
        if (matcher.group("way") == null) {
            FormatClient client = connect.apply(who);
            clients.put(who, client);
            welcomes.put(who, client.welcome());
        } else if (matcher.group("way").equals(">")) {
            Map<String, Object> said = (Map<String, Object>) sayable(message(matcher));
            spoken.add(new Line(who, true, said));
            clients.get(who).send(said);
        } else {
            Map<String, Object> heard = welcomes.containsKey(who)
                    ? welcomes.remove(who)
                    : clients.get(who).next();
            spoken.add(new Line(who, false, heard));
            rememberEpoch(heard);
            assertThat(like(message(matcher), heard)).as(shown).isEqualTo(heard);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> message(Matcher matcher) {
        return (Map<String, Object>) Packets.JSON.read(matcher.group("message").getBytes(StandardCharsets.UTF_8));
    }

    private void rememberEpoch(Map<String, Object> heard) {
        if (heard.get("result") instanceof Map<?, ?> result && result.get("epoch") instanceof String epoch) {
            known.putIfAbsent("epoch", epoch);
        }
    }

    private Object sayable(Object said) {
        if (said instanceof Map<?, ?> map) {
            Map<Object, Object> sayable = new LinkedHashMap<>();
            map.forEach((name, value) -> sayable.put(name, sayable(value)));
            return sayable;
        }
        return said instanceof String text && text.startsWith("<") ? stood(text, text) : said;
    }

    /** What was expected, with what was heard in the place of everything that may differ. */
    private Object like(Object expected, Object heard) {
        if (expected instanceof Map<?, ?> map && heard instanceof Map<?, ?> other) {
            Map<Object, Object> like = new LinkedHashMap<>();
            map.forEach((name, value) -> like.put(name, like(value, other.get(name))));
            return like;
        }
        if (expected instanceof List<?> list && heard instanceof List<?> other && list.size() == other.size()) {
            List<Object> like = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                like.add(like(list.get(i), other.get(i)));
            }
            return like;
        }
        return expected instanceof String text && text.startsWith("<") ? stood(text, heard) : expected;
    }

    private Object stood(String text, Object heard) {
        if (text.equals("<text>")) {
            return heard instanceof String some && !some.isEmpty() ? heard : text;
        }
        if (text.equals("<time>")) {
            long now = Instant.now().toEpochMilli();
            return heard instanceof Long time && Math.abs(time - now) < RECENT ? heard : text;
        }
        if (text.startsWith("<connection ")) {
            return clients.get(text.substring(12, text.length() - 1)).id();
        }
        return known.getOrDefault(text.substring(1, text.length() - 1), text);
    }

    private static List<String> read(String file) {
        try (InputStream in = Scenario.class.getResourceAsStream("/scenarios/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
