package io.carillon.ops;

/** Serves the description of the message protocol, an AsyncAPI document, to anybody who asks. Any thread. */
public final class AsyncApi extends Resource {

    /** As registered with the IANA. */
    private static final String TYPE = "application/asyncapi+yaml; version=3.0.0";

    /** Reads the document; blocks. */
    public AsyncApi() {
        super("/asyncapi.yaml", "/asyncapi.yaml", TYPE);
    }
}
