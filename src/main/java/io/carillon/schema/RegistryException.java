package io.carillon.schema;

import java.io.IOException;

/** A registry that does not answer as one, or says no. */
final class RegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    RegistryException(String problem) {
        super(problem);
    }
}
