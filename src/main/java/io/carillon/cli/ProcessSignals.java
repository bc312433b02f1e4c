package io.carillon.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM, SIGINT and SIGHUP, as {@code sun.misc.Signal} gives them. A shutdown hook would not do: it can neither choose the
 * exit status nor see a second signal. The type is supported (module jdk.unsupported) but the compiler warns of it
 * without a way to say that it is meant; hence by its name.
 */
final class ProcessSignals implements Signals {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

    @Override
    public void onStop(Runnable first, Runnable second) {
        AtomicInteger count = new AtomicInteger();
        Runnable signalled = () -> {
            switch (count.incrementAndGet()) {
                case 1 -> first.run();
                case 2 -> second.run();
                default -> {}
            }
        };
        try {
            handle("TERM", signalled);
            handle("INT", signalled);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals cannot be handled on this Java: " + e, e);
        }
    }

    @Override
    public void onHangup(Runnable action) {
        try {
            handle("HUP", action);
        } catch (InvocationTargetException e) {
            LOG.debug("there is no SIGHUP here", e); // on Windows
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals cannot be handled on this Java: " + e, e);
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                ProcessSignals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                        return null;
                    }
                    return method.invoke(action, arguments); // equals, hashCode, toString
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
