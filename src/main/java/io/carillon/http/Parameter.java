package io.carillon.http;

import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A parameter of an operation, as the document describes it.
 *
 * @param in where it stands
 * @param schema of its value: a string, integer or boolean, and what of these is allowed
 */
record Parameter(String name, In in, boolean required, JsonObject schema) {

    /** Where a parameter stands. */
    enum In {
        PATH,
        QUERY,
        HEADER
    }

    /**
     * The value that a client has sent, checked.
     *
     * @throws RefusedException where it is not as described
     */
    Object read(List<String> sent) {
        if (sent.size() > 1) {
            throw bad("is there " + sent.size() + " times, once is allowed");
        }
        String text = sent.get(0);
        return switch (String.valueOf(schema.getString("type"))) {
            case "integer" -> integer(text);
            case "boolean" -> flag(text);
            default -> text(text);
        };
    }

    private Object integer(String text) {
        try {
            long number = Long.parseLong(text);
            if (fits(schema, number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw bad("is " + allowed(schema));
    }

    private static boolean fits(JsonObject schema, long number) {
        JsonArray any = schema.getJsonArray("anyOf");
        JsonArray choice = schema.getJsonArray("enum");
        return number >= schema.getLong("minimum", Long.MIN_VALUE)
                && number <= schema.getLong("maximum", Long.MAX_VALUE)
                && (choice == null || contains(choice, number))
                && (any == null || any.stream().anyMatch(each -> fits((JsonObject) each, number)));
    }

    private static String allowed(JsonObject schema) {
        JsonArray any = schema.getJsonArray("anyOf");
        JsonArray choice = schema.getJsonArray("enum");
        if (any != null) {
            return any.stream().map(each -> allowed((JsonObject) each)).collect(Collectors.joining(", or "));
        } else if (choice != null) {
            return "one of " + choice.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        Long least = schema.getLong("minimum");
        Long most = schema.getLong("maximum");
        return "an integer" + (least == null ? "" : " from " + least) + (most == null ? "" : " to " + most);
    }

    private static boolean contains(JsonArray choice, long number) {
        return choice.stream().anyMatch(each -> each instanceof Number one && one.longValue() == number);
    }

    private Object flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw bad("is true or false");
    }

    private String text(String text) {
        JsonArray choice = schema.getJsonArray("enum");
        if (choice != null && !choice.contains(text)) {
            throw bad("is one of " + choice.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        int least = schema.getInteger("minLength", 0);
        int most = schema.getInteger("maxLength", Integer.MAX_VALUE);
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            throw bad("has " + least + " to " + most + " code points, this one has " + length);
        }
        return text;
    }

    RefusedException missing() {
        return bad("is missing");
    }

    private RefusedException bad(String what) {
        return new RefusedException(ErrorCode.BAD_REQUEST, name + " " + what);
    }
}
