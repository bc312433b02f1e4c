package io.carillon.verify;

import io.carillon.message.Position;
import org.jspecify.annotations.Nullable;

/** What happened to a subscriber between messages. */
sealed interface Mark {

    /** For people. */
    String text();

    void accept(Handler handler);

    /** One method a kind. */
    interface Handler {
        void joined(Joined joined);

        void reset(Reset reset);

        void gone(Gone gone);

        void read(Read read);
    }

    /**
     * The server has answered a join.
     *
     * @param node which one
     * @param asked what was to be recovered; null where nothing was
     * @param position the reply's
     * @param oldest the reply's
     * @param recovered the reply's
     * @param missed the reply's, as text; null where it names none
     */
    record Joined(
            int node,
            @Nullable Position asked,
            Position position,
            long oldest,
            boolean recovered,
            @Nullable Missed missed)
            implements Mark {
        @Override
        public String text() {
            String reply = "offset " + position.offset() + " of epoch " + position.epoch() + ", oldest " + oldest;
            if (asked == null) {
                return "joined on node " + (node + 1) + ": " + reply;
            }
            String what = recovered ? "recovered" : "not recovered" + (missed == null ? "" : ", missed " + missed);
            return "joined on node " + (node + 1) + " with offset " + asked.offset() + " of epoch " + asked.epoch()
                    + ": " + what + ", " + reply;
        }

        @Override
        public void accept(Handler handler) {
            handler.joined(this);
        }
    }

    /** Offsets that the server says are gone, both included. */
    record Missed(long from, long to) {
        @Override
        public String toString() {
            return from + " to " + to;
        }
    }

    /** The server said {@code reset}. */
    record Reset(Position position) implements Mark {
        @Override
        public String text() {
            return "reset to offset " + position.offset() + " of epoch " + position.epoch();
        }

        @Override
        public void accept(Handler handler) {
            handler.reset(this);
        }
    }

    /** The connection is over, or the room was left. */
    record Gone(String how) implements Mark {
        @Override
        public String text() {
            return "gone: " + how;
        }

        @Override
        public void accept(Handler handler) {
            handler.gone(this);
        }
    }

    /** What was read by {@code history}, after a join or reset that could not go on. */
    record Read(String epoch, long[] offsets, long[] ids) implements Mark {
        @Override
        public String text() {
            return offsets.length == 0
                    ? "read nothing by history"
                    : "read offsets " + offsets[0] + " to " + offsets[offsets.length - 1] + " of epoch " + epoch
                            + " by history";
        }

        @Override
        public void accept(Handler handler) {
            handler.read(this);
        }
    }
}
