package io.carillon.gateway;

import java.util.List;

/** A client and an endpoint have nothing in common to speak. The message says what was looked for. */
public final class DisagreementException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> supported;

    /**
     * @param supported what would have been accepted
     */
    public DisagreementException(String reason, List<String> supported) {
        super(reason + "; supported: " + String.join(", ", supported), null, false, false);
        this.supported = supported;
    }

    /** What would have been accepted. */
    public List<String> supported() {
        return supported;
    }
}
