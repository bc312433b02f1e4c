package io.carillon.cli;

import io.carillon.auth.Verb;
import io.carillon.message.Format;
import java.util.Arrays;
import java.util.Iterator;

/** Values of which an option takes one: the help lists them, and shells complete them. */
class Choices implements Iterable<String> {

    private final Object[] values;

    Choices(Object... values) {
        this.values = values;
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(values).map(String::valueOf).iterator();
    }

    /** What may be done in rooms. */
    static final class Verbs extends Choices {
        Verbs() {
            super((Object[]) Verb.values());
        }
    }

    /** The formats of messages. */
    static final class Formats extends Choices {
        Formats() {
            super((Object[]) Format.values());
        }
    }
}
