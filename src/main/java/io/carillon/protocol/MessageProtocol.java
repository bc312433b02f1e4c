package io.carillon.protocol;

import io.carillon.config.AdmissionLimits;
import io.carillon.config.Config;
import io.carillon.config.EndpointConfig;
import io.carillon.config.EndpointLimits;
import io.carillon.gateway.Agreement;
import io.carillon.gateway.DisagreementException;
import io.carillon.gateway.Endpoint;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Offer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The message protocol of docs/protocol.md on a hub: handlers of connections, as an application's own are. One for each hub.
 * Any thread.
 *
 * <pre>
 *  MessageProtocol.on(hub).endpoint("clients").mount(router, "/ws")
 * </pre>
 */
public final class MessageProtocol {

    private final Hub hub;
    private final Set<Session> serverRoom = ConcurrentHashMap.newKeySet();

    private MessageProtocol(Hub hub) {
        this.hub = hub;
    }

    /** Speaks the protocol with clients of the hub. */
    public static MessageProtocol on(Hub hub) {
        MessageProtocol protocol = new MessageProtocol(hub);
        hub.onChange(protocol::serverChanged);
        return protocol;
    }

    /**
     * An endpoint of Carillon's own subprotocols; only who has a token that allows it may come in.
     *
     * @param name what tokens, {@code info} and listings call it
     */
    public Endpoint endpoint(String name) {
        EndpointConfig preset =
                Objects.requireNonNull(Config.defaults().endpoints().get(EndpointConfig.CARILLON));
        Config config = hub.config();
        AdmissionLimits admission =
                new AdmissionLimits(config.limits().admission().connections(), 0, 0);
        return endpoint(new EndpointConfig(
                name,
                preset.path(),
                preset.protocol(),
                List.of(),
                false,
                false,
                config.keepAlive(),
                new EndpointLimits(admission, config.limits().connection()),
                preset.closeCodes()));
    }

    /** An endpoint as it was configured; its path is for whoever mounts it. */
    public Endpoint endpoint(EndpointConfig config) {
        Negotiation negotiation = new Negotiation(config.protocol());
        return hub.endpoint(config.name())
                .negotiator((offer, routing) -> agree(negotiation, offer, routing))
                .requireToken(config.tokenInQuery())
                .origins(config.origins().toArray(String[]::new))
                .compression(config.compression())
                .keepAlive(config.keepAlive())
                .limits(config.limits().connection())
                .admission(config.limits().admission())
                .closeCodes(config.closeCodes());
    }

    private Agreement agree(Negotiation negotiation, Offer offer, RoutingContext routing) throws DisagreementException {
        List<String> query =
                negotiation.versionParameter().map(routing::queryParam).orElse(List.of());
        Negotiation.Agreed agreed = negotiation.agree(offer, query);
        Dialect dialect = agreed.dialect();
        Optional<String> name = agreed.name();
        return new Agreement(name, Wording.of(dialect), connection -> new Session(this, dialect, connection));
    }

    private void serverChanged() {
        serverRoom.forEach(session -> session.connection().execute(session::sendServerInfo));
    }

    Hub hub() {
        return hub;
    }

    /** The sessions that are in the room {@code $server}. */
    Set<Session> serverRoom() {
        return serverRoom;
    }
}
