package io.carillon.verify;

import java.util.List;
import java.util.Optional;

/** What is done to the cluster while messages flow. Any thread. */
public interface Breakage {

    /** Nothing is done; or somebody else does it. */
    Breakage NONE = new Breakage() {
        @Override
        public void begin(Timeline time) {}

        @Override
        public boolean hasMore() {
            return false;
        }

        @Override
        public boolean end() {
            return true;
        }

        @Override
        public List<FaultEvent> events() {
            return List.of();
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }
    };

    /** Begins to break, on a thread of its own. */
    void begin(Timeline time);

    /** Whether it has to go on although the time is over. */
    boolean hasMore();

    /**
     * Does nothing new.
     *
     * @return whether all is over and the cluster whole; to be asked until it is
     */
    boolean end();

    /** What was done so far. */
    List<FaultEvent> events();

    /** Why it could not go on, where it could not. */
    Optional<String> problem();
}
