package io.carillon.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import io.carillon.message.Misfit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way of the library through a value: what did not fit, and how much work is left. The library tells of each keyword that
 * it comes to, and of each error, and is stopped there when it is enough. Of one thread.
 */
final class Walk extends ExecutionContext {

    /** So many places are told; whoever has more will see the next ones when these are mended. */
    static final int MOST = 20;

    /** All that is told of a walk that was not finished. */
    static final Misfit TOO_LONG = new Misfit("", "to check this against the schema takes too long");

    /** What any walk may take, in steps of some ns, and what it may take more for each byte of data. */
    private static final long WORK = 1_000_000;

    private static final long WORK_FOR_BYTE = 100;

    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_REASON = 400;

    /** What a keyword, an error, and the look of an expression at a character take. */
    private static final int KEYWORD = 5;

    private static final int ERROR = 20;
    private static final int LOOK = 3;

    private static final ExecutionConfig CONFIG = ExecutionConfig.builder()
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(true)
            .annotationCollectionEnabled(false)
            .build();

    private static final ThreadLocal<@Nullable Walk> CURRENT = new ThreadLocal<>();

    /** Thrown where it is enough. To the library a schema that it cannot use: that it passes on. */
    private static final class Stopped extends com.networknt.schema.SchemaException {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private final List<Error> found;
    private long left;

    private Walk(long work) {
        super(CONFIG);
        this.found = getErrors();
        this.left = work;
    }

    /** Through data of so many bytes. */
    static Walk ofData(int bytes) {
        return new Walk(WORK + WORK_FOR_BYTE * bytes);
    }

    /** Through what whoever runs the server has written. */
    static Walk ofTrusted() {
        return new Walk(Long.MAX_VALUE);
    }

    /** The one that this thread is on; where it is on none, one of its own, so that even a single expression ends. */
    static Walk current() {
        Walk walk = CURRENT.get();
        return walk == null ? ofData(0) : walk;
    }

    /** Where the data does not fit, up to {@link #MOST} places; none where it does. In time bounded by the work. */
    List<Misfit> through(Schema schema, JsonNode data) {
        CURRENT.set(this);
        try {
            schema.validate(this, data);
        } catch (Stopped | StackOverflowError e) { // an expression's groups, and a circle of references, recurse
            if (found.size() < MOST) {
                return List.of(TOO_LONG);
            }
        } finally {
            CURRENT.set(null);
        }
        return found.stream().limit(MOST).map(Walk::misfit).toList();
    }

    private static Misfit misfit(Error error) {
        return new Misfit(
                cut(error.getInstanceLocation().toString(), LONGEST_PATH), cut(reason(error), LONGEST_REASON));
    }

    /** What was found, where it is short, and what the library says of it. */
    private static String reason(Error error) {
        JsonNode data = error.getInstanceNode();
        String found = data == null || data.isContainerNode() ? "" : "found " + Nodes.shown(data) + ": ";
        return found + error.getMessage();
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "...";
    }

    /** An expression has looked at a character. */
    void look() {
        work(LOOK);
    }

    private void work(int steps) {
        left -= steps;
        if (left < 0) {
            throw new Stopped();
        }
    }

    /** Called for each keyword. */
    @Override
    public void evaluationPathAddLast(String keyword) {
        work(KEYWORD);
        super.evaluationPathAddLast(keyword);
    }

    /** Called for each schema of a list of them. */
    @Override
    public void evaluationPathAddLast(int index) {
        work(KEYWORD);
        super.evaluationPathAddLast(index);
    }

    /** Of one part of a list of schemas this may only mean that another one is looked at: those are kept apart. */
    @Override
    public void addError(Error error) {
        work(ERROR);
        super.addError(error);
        if (found.size() >= MOST) {
            throw new Stopped();
        }
    }
}
