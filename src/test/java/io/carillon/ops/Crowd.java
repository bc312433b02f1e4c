package io.carillon.ops;

import io.carillon.support.Client;
import io.carillon.support.TestServer;
import java.util.List;
import java.util.stream.IntStream;

/** So many clients that a node that says goodbye to them over a while has some left for most of it, and does not end before. */
record Crowd(List<Client> clients) implements AutoCloseable {

    static Crowd at(TestServer server) {
        return new Crowd(
                IntStream.range(0, 8).mapToObj(i -> server.connect("user " + i)).toList());
    }

    Client first() {
        return clients.get(0);
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
    }
}
