package io.carillon.uplink;

/** What follows from the end of a connection, or of an attempt. */
enum Verdict {
    /** It is tried again soon, and more seldom as long as that fails. */
    AGAIN,
    /** The server there does not want it so: it is tried seldom, in case somebody changes its mind. */
    HARDLY
}
