package io.carillon.hub;

/** What whoever owns a connection can tell about it. On the connection's event loop. */
public interface Details {

    /** Of a connection of which nothing is known, and which may do everything. */
    Details NONE = new Details() {
        @Override
        public String endpoint() {
            return "";
        }

        @Override
        public long since() {
            return 0;
        }

        @Override
        public int roomLimit() {
            return Integer.MAX_VALUE;
        }
    };

    /** The configured name of the endpoint where it came in. */
    String endpoint();

    /** When it was opened, in ms since 1970. */
    long since();

    /** How many rooms it may be in. */
    int roomLimit();

    /** The client's IP address; empty where nobody knows. Any thread. */
    default String address() {
        return "";
    }

    /**
     * Who it is, and how it has come.
     *
     * @param connection the one that this is about
     */
    default Profile profile(Connection connection) {
        return new Profile(
                connection.id(),
                connection.user(),
                endpoint(),
                address(),
                false,
                since(),
                Profile.Speech.UNKNOWN,
                null);
    }

    /** How it is now. */
    default Condition condition() {
        return Condition.UNKNOWN;
    }
}
