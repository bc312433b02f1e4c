package io.carillon.config;

import io.carillon.message.JsonPointer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one value may be, how it is read and how it is written.
 *
 * @param allowed for messages and the reference
 * @param literal whether it is a text, which an environment variable or option gives as it is, without YAML's rules
 * @param secret whether no message may show it
 * @param reader throws {@link Mismatch} where the rule is broken
 * @param writer the inverse of the reader; what it writes of a secret is masked, and its origin a fingerprint
 */
record Rule<T>(
        String allowed,
        boolean literal,
        boolean secret,
        Function<Value.Scalar, T> reader,
        Function<T, Value.Scalar> writer) {

    /**
     * @throws Mismatch where the rule is broken
     */
    T read(Value value) {
        if (value instanceof Value.Scalar scalar) {
            try {
                return reader.apply(scalar);
            } catch (Mismatch e) {
                throw secret ? new Mismatch("***") : e;
            }
        }
        throw new Mismatch(value.kind());
    }

    Value.Scalar write(T value) {
        return writer.apply(value);
    }

    /** The same, for fewer values. */
    Rule<T> and(String allowed, Predicate<T> test) {
        return new Rule<>(
                allowed,
                literal,
                secret,
                scalar -> {
                    T value = reader.apply(scalar);
                    if (test.test(value)) {
                        return value;
                    }
                    throw new Mismatch(scalar.shown());
                },
                writer);
    }

    /** The same for the key of a map, which is always a text. */
    static <T> Rule<T> keyOf(Rule<T> rule) {
        return new Rule<>(
                rule.allowed,
                true,
                rule.secret,
                scalar -> {
                    Value plain = Yaml.read(scalar.text(), line -> scalar.origin(), new Violations());
                    return rule.read(plain);
                },
                rule.writer);
    }

    static Rule<Integer> integer(int least, int most) {
        return new Rule<>(
                "an integer from " + least + " to " + most,
                false,
                false,
                scalar -> {
                    BigInteger read = number(scalar, Value.Type.INTEGER).toBigInteger();
                    return within(scalar, read, BigInteger.valueOf(least), BigInteger.valueOf(most))
                            .intValue();
                },
                value -> plain(Value.Type.INTEGER, value.toString()));
    }

    static Rule<Double> decimal(double least, double most) {
        return new Rule<>(
                "a number from " + least + " to " + most,
                false,
                false,
                scalar -> {
                    BigDecimal read = number(scalar, Value.Type.DECIMAL);
                    return within(scalar, read, BigDecimal.valueOf(least), BigDecimal.valueOf(most))
                            .doubleValue();
                },
                value -> plain(Value.Type.DECIMAL, value.toString()));
    }

    static Rule<Boolean> flag() {
        return new Rule<>(
                "true or false",
                false,
                false,
                scalar -> Boolean.parseBoolean(typed(scalar, Value.Type.FLAG).text()),
                value -> plain(Value.Type.FLAG, value.toString()));
    }

    /** A flag, where the key may have a map instead. */
    static Rule<Boolean> flagOrMap() {
        Rule<Boolean> flag = flag();
        return new Rule<>("true, false or a map", false, false, flag.reader, flag.writer);
    }

    static Rule<Duration> duration(Duration least, Duration most) {
        return new Rule<>(
                "a time span from " + Durations.format(least) + " to " + Durations.format(most)
                        + " (like 500ms, 10s, 5m or 1h)",
                false,
                false,
                scalar -> within(scalar, parsed(scalar, Durations::parse), least, most),
                value -> plain(Value.Type.TEXT, Durations.format(value)));
    }

    /** Bytes. */
    static Rule<Integer> size(int least, int most) {
        return new Rule<>(
                "a size from " + Sizes.format(least) + " to " + Sizes.format(most) + " (like 64KiB, 1MiB or bytes)",
                false,
                false,
                scalar -> {
                    boolean bytes = scalar.type() == Value.Type.INTEGER;
                    long read = bytes ? number(scalar, Value.Type.INTEGER).longValue() : parsed(scalar, Sizes::parse);
                    return Math.toIntExact(within(scalar, read, (long) least, (long) most));
                },
                value -> {
                    String text = Sizes.format(value);
                    return plain(Yaml.isPlainText(text) ? Value.Type.TEXT : Value.Type.INTEGER, text);
                });
    }

    /** Any text that is not blank. */
    static Rule<String> text() {
        return text("text", text -> !text.isBlank());
    }

    static Rule<String> text(String allowed, Predicate<String> test) {
        return new Rule<>(
                allowed,
                true,
                false,
                scalar -> {
                    String text = typed(scalar, Value.Type.TEXT).text();
                    if (test.test(text)) {
                        return text;
                    }
                    throw new Mismatch(scalar.shown());
                },
                value -> plain(Value.Type.TEXT, value));
    }

    /** One of the constants, as their {@code toString} says. */
    static <E extends Enum<E>> Rule<E> choice(Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        Rule<String> name = choice(constants.stream().map(Object::toString).toList());
        return new Rule<>(
                name.allowed,
                true,
                false,
                scalar -> {
                    String found = name.read(scalar);
                    return constants.stream()
                            .filter(constant -> constant.toString().equals(found))
                            .findFirst()
                            .orElseThrow();
                },
                value -> plain(Value.Type.TEXT, value.toString()));
    }

    static Rule<String> choice(List<String> names) {
        return text(names.stream().collect(Collectors.joining(", ", "one of ", "")), names::contains);
    }

    static Rule<JsonPointer> pointer() {
        return new Rule<>(
                "a JSON pointer (like /symbol)",
                true,
                false,
                scalar -> parsed(typed(scalar, Value.Type.TEXT), JsonPointer::parse),
                value -> plain(Value.Type.TEXT, value.toString()));
    }

    /** The UTF-8 of a text. */
    static Rule<KeyConfig.Secret> secretText() {
        return secret("text", text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes in base64, of either alphabet, padded or not. */
    static Rule<KeyConfig.Secret> secretBase64() {
        return secret("bytes in base64", text -> {
            String standard = text.replace('-', '+').replace('_', '/');
            return Base64.getDecoder().decode(standard);
        });
    }

    private static Rule<KeyConfig.Secret> secret(String allowed, Function<String, byte[]> bytes) {
        return new Rule<>(
                allowed,
                true,
                true,
                scalar -> new KeyConfig.Secret(parsed(typed(scalar, Value.Type.TEXT), bytes)),
                value -> new Value.Scalar(Value.Type.TEXT, value.toString(), Origin.of(value.fingerprint())));
    }

    /** A file that can be read; a relative name is relative to the directory of the file that says it. */
    static Rule<Path> file() {
        return new Rule<>(
                "a file that can be read",
                true,
                false,
                scalar -> {
                    String name = typed(scalar, Value.Type.TEXT).text();
                    Path path = parsed(scalar, text -> scalar.origin().base().resolve(text));
                    if (name.isBlank() || !Files.isRegularFile(path) || !Files.isReadable(path)) {
                        throw new Mismatch(scalar.shown() + " (" + problem(path) + ")");
                    }
                    return path;
                },
                value -> plain(Value.Type.TEXT, value.toString()));
    }

    /** A folder that can be read; a relative name is relative to the directory of the file that says it. */
    static Rule<Path> folder() {
        return new Rule<>(
                "a folder that can be read",
                true,
                false,
                scalar -> {
                    String name = typed(scalar, Value.Type.TEXT).text();
                    Path path = parsed(scalar, text -> scalar.origin().base().resolve(text));
                    if (name.isBlank() || !Files.isDirectory(path) || !Files.isReadable(path)) {
                        throw new Mismatch(scalar.shown() + " (" + problemOfFolder(path) + ")");
                    }
                    return path;
                },
                value -> plain(Value.Type.TEXT, value.toString()));
    }

    /** Why a file cannot be read, as a message says it. */
    static String problem(Path path) {
        if (!Files.exists(path)) {
            return "no such file";
        }
        return Files.isDirectory(path) ? "a directory" : "not readable";
    }

    private static String problemOfFolder(Path path) {
        if (!Files.exists(path)) {
            return "no such folder";
        }
        return Files.isDirectory(path) ? "not readable" : "a file";
    }

    /** Where something is to be fetched. What would be a secret in it has no place there. */
    static Rule<URI> url() {
        return new Rule<>(
                "a URL with http or https, without a user and a fragment",
                true,
                false,
                scalar -> {
                    URI url = parsed(typed(scalar, Value.Type.TEXT), URI::create);
                    boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
                    if (url.getRawUserInfo() != null) {
                        throw new Mismatch("a URL with a user");
                    }
                    if (!web || url.getHost() == null || url.getRawFragment() != null) {
                        throw new Mismatch(scalar.shown());
                    }
                    return url;
                },
                value -> plain(Value.Type.TEXT, value.toString()));
    }

    /** IP addresses; a name is none. */
    static Rule<Network> network() {
        return new Rule<>(
                "an IP address, or a network of them with nothing behind its prefix (like 192.0.2.7, 10.0.0.0/8, fd00::/8)",
                true,
                false,
                scalar -> parsed(typed(scalar, Value.Type.TEXT), Network::parse),
                value -> plain(Value.Type.TEXT, value.toString()));
    }

    private static Value.Scalar plain(Value.Type type, String text) {
        return new Value.Scalar(type, text, Origin.DEFAULT);
    }

    private static Value.Scalar typed(Value.Scalar scalar, Value.Type type) {
        if (scalar.type() == type) {
            return scalar;
        }
        boolean wantsQuotes = type == Value.Type.TEXT && scalar.type() != Value.Type.NULL;
        throw new Mismatch(
                scalar.shown() + (wantsQuotes ? ", which is " + scalar.type() + " unless it is quoted" : ""));
    }

    /** A decimal may be written as an integer, not the other way round. */
    private static BigDecimal number(Value.Scalar scalar, Value.Type type) {
        if (scalar.type() != Value.Type.INTEGER && scalar.type() != type) {
            throw new Mismatch(scalar.shown());
        }
        String text = scalar.text();
        return parsed(scalar, any -> {
            if (text.startsWith("0x") || text.startsWith("0o")) {
                return new BigDecimal(new BigInteger(text.substring(2), text.charAt(1) == 'x' ? 16 : 8));
            }
            return new BigDecimal(text);
        });
    }

    private static <V> V parsed(Value.Scalar scalar, Function<String, V> parser) {
        try {
            return parser.apply(scalar.text());
        } catch (IllegalArgumentException e) {
            throw new Mismatch(scalar.shown());
        }
    }

    private static <V extends Comparable<V>> V within(Value.Scalar scalar, V value, V least, V most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new Mismatch(scalar.shown());
        }
        return value;
    }
}
