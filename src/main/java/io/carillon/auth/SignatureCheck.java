package io.carillon.auth;

import io.carillon.count.Tally;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Finds out whether a token was signed by somebody who may. Any thread. */
interface SignatureCheck {

    /**
     * Returns where it was. Calculates on the calling thread.
     *
     * @throws TokenException where it was not; an {@link UnknownKeyException} where there may be a key for it elsewhere
     */
    void check(SignedToken token);

    /**
     * The key that has signed it; empty where that is not told.
     *
     * @throws TokenException as {@link #check}
     */
    default Optional<KeySource> signedBy(SignedToken token) {
        check(token);
        return Optional.empty();
    }

    /** Which keys there are now; none where that is not told. */
    default List<KeySource> known() {
        return List.of();
    }

    /** The keys as they are now, as one thing: another one whenever a key has come or gone. */
    default Object keys() {
        return this;
    }

    /** How it went to look for other keys. */
    default Tally<TokenCounters.Fetch> fetches() {
        return new Tally<>(TokenCounters.Fetch.class);
    }

    /**
     * A token's key was not among those: looks for it elsewhere, if there is any place and it is time to.
     *
     * @param tried the {@link #keys} as they were then
     * @return completes, on any thread, with whether there are other keys now; fails with a {@link
     *     KeysUnavailableException} where none could be had yet
     */
    default Future<Boolean> learn(Object tried) {
        return Future.succeededFuture(false);
    }
}
