package io.carillon.ops;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.function.Consumer;

/** The demo page, which {@code --dev} serves where no other pages are configured. On the event loops. */
public final class DemoPage implements Consumer<Router> {

    private static final String POLICY = "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    @Override
    public void accept(Router router) {
        router.get("/*").handler(DemoPage::secure);
        router.get("/*").handler(StaticHandler.create("demo").setCachingEnabled(false));
    }

    private static void secure(RoutingContext routing) {
        routing.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        routing.next();
    }
}
