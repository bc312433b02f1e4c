package io.carillon.gateway;

import io.carillon.support.Compression;
import io.carillon.support.FrameClient;
import io.carillon.support.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What tests of RFC 6455 stand on: a server, and a client for each test that has agreed on compression or has not. */
@ParameterizedClass
@EnumSource(Compression.class)
abstract class RfcTest {

    static final int LIMIT = 70_000;
    static final byte[] NOTHING = {};

    static TestServer server;

    @Parameter
    Compression compression;

    FrameClient client;

    @BeforeAll
    static void start() {
        server = Compression.serve("limits.message=" + LIMIT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() {
        client = compression.connect(server);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }
}
