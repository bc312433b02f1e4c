package io.carillon.support;

import java.util.List;
import java.util.Map;

/** The two kinds of connections on which each test of frames runs. The client offers compression on both. */
public enum Compression {
    /** The endpoint does not take the offer. */
    OFF("/plain"),
    /** Agreed on, and the client's data messages are compressed. */
    ON("/deflate");

    public static final String OFFER = "permessage-deflate";

    private final String path;

    Compression(String path) {
        this.path = path;
    }

    /** A server with an endpoint for each. */
    public static TestServer serve(String... settings) {
        List<String> all = new java.util.ArrayList<>(
                List.of("endpoints={plain: {path: /plain}, deflate: {path: /deflate, compression: true}}"));
        all.addAll(List.of(settings));
        return TestServer.start(all.toArray(String[]::new));
    }

    /** A request line for this endpoint. */
    public String line() {
        return "GET " + path + " HTTP/1.1";
    }

    public String path() {
        return path;
    }

    /** The headers of a handshake that is right; for tests to change. */
    public Map<String, List<String>> handshake() {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("ann")));
        headers.put("Sec-WebSocket-Extensions", List.of(OFFER));
        return headers;
    }

    /** A client that has been welcomed. */
    public FrameClient connect(TestServer to) {
        return connect(to, OFFER);
    }

    /** A client that has been welcomed. */
    public FrameClient connect(TestServer to, String offer) {
        Map<String, List<String>> headers = handshake();
        headers.put("Sec-WebSocket-Extensions", List.of(offer));
        RawSocket socket = new RawSocket(to.port());
        HttpAnswer answer = socket.request(line(), headers);
        String agreed = answer.header("Sec-WebSocket-Extensions");
        if (answer.status() != 101 || (this == ON) == (agreed == null)) {
            throw new AssertionError("not what was to be agreed on: " + answer);
        }
        return new FrameClient(socket, this == ON);
    }
}
