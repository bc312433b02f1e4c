package io.carillon.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was written, before anybody asked what it means: a tree in which each node knows its origin. */
sealed interface Value {

    Origin origin();

    /** What it is, without its content: that could be a secret. */
    String kind();

    /** Whether nothing was said: {@code key:} with nothing behind it, or {@code null}. */
    default boolean isNull() {
        return this instanceof Scalar scalar && scalar.type == Type.NULL;
    }

    /** What a scalar is by YAML's rules. */
    enum Type {
        TEXT("text"),
        INTEGER("an integer"),
        DECIMAL("a decimal number"),
        FLAG("true or false"),
        NULL("nothing");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** One value. */
    record Scalar(Type type, String text, Origin origin) implements Value {

        private static final int LONGEST = 80;

        static Scalar text(String text, Origin origin) {
            return new Scalar(Type.TEXT, text, origin);
        }

        static Scalar nothing(Origin origin) {
            return new Scalar(Type.NULL, "null", origin);
        }

        @Override
        public String kind() {
            return type.toString();
        }

        /** As a message shows it: text in quotes, and not without end. */
        String shown() {
            String some = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
            return type == Type.TEXT ? '"' + some + '"' : some;
        }
    }

    /** A list. */
    record Items(List<Value> items, Origin origin) implements Value {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A map; the order is that of the writing. */
    record Entries(Map<String, Value> entries, Origin origin) implements Value {
        public Entries {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        static Entries none(Origin origin) {
            return new Entries(Map.of(), origin);
        }

        Optional<Value> find(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        /** A copy in which the key has this value. */
        Entries with(String key, Value value) {
            Map<String, Value> copy = new LinkedHashMap<>(entries);
            copy.put(key, value);
            return new Entries(copy, origin);
        }

        @Override
        public String kind() {
            return "a map";
        }
    }
}
