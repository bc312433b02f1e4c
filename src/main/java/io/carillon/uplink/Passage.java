package io.carillon.uplink;

import io.carillon.config.UplinkConfig;
import io.carillon.message.NamePattern;
import io.carillon.message.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Whose messages pass an uplink: nothing goes round in circles. Immutable.
 *
 * @param self what messages are from that came in by it
 */
record Passage(UplinkConfig config, Sender self) {

    static Passage of(UplinkConfig config) {
        return new Passage(config, Sender.service("uplink:" + config.name()));
    }

    /** Whether what somebody here has said goes there: not what came from there. */
    boolean goesOut(Sender from) {
        return !from.equals(self) && !isExcepted(from.user()) && !isExcepted(from.service());
    }

    /**
     * Whether what somebody there has said is published here: not what this uplink itself has said there.
     *
     * @param own the user that it is there
     */
    boolean comesIn(@Nullable String user, @Nullable String service, @Nullable String own) {
        boolean echo = config.direction().goesOut() && user != null && user.equals(own);
        return !echo && !isExcepted(user) && !isExcepted(service);
    }

    private boolean isExcepted(@Nullable String name) {
        if (name == null) {
            return false;
        }
        for (NamePattern pattern : config.except()) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }
}
