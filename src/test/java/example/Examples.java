package example;

import io.carillon.gateway.Hub;
import io.vertx.ext.web.Router;
import java.util.function.BiConsumer;

/** Gives tests elsewhere what the examples themselves need not show. */
public final class Examples {

    private Examples() {}

    public static BiConsumer<Hub, Router> chat() {
        return ChatApplication::mount;
    }
}
