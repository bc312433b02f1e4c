package io.carillon.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;

/**
 * A format of the library's that only short texts have: some take long to look at long ones, and one, of a regular
 * expression, seconds.
 */
record ShortFormat(Format format) implements Format {

    private static final int LONGEST = 2048;

    @Override
    public String getName() {
        return format.getName();
    }

    @Override
    public String getMessageKey() {
        return format.getMessageKey();
    }

    @Override
    public boolean matches(ExecutionContext execution, SchemaContext schema, String text) {
        return text.length() <= LONGEST && format.matches(execution, schema, text);
    }
}
