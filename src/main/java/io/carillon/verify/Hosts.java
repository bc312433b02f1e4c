package io.carillon.verify;

import java.io.IOException;
import java.util.List;

/** The hosts of a cluster, and the network between them. */
interface Hosts extends AutoCloseable {

    List<Host> all();

    /** Cuts a host off from the others, but not from clients. */
    void cut(int host) throws IOException;

    void heal(int host) throws IOException;

    /** Removes what was made. */
    @Override
    void close();
}
