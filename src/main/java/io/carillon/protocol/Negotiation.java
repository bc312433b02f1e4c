package io.carillon.protocol;

import io.carillon.codec.Codecs;
import io.carillon.config.ProtocolConfig;
import io.carillon.config.SubprotocolConfig;
import io.carillon.config.VersionConfig;
import io.carillon.gateway.DisagreementException;
import io.carillon.gateway.Offer;
import io.carillon.message.Format;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a client and an endpoint agree on a subprotocol (RFC 6455, section 4.2.2), and so on a format and a version.
 * Stateless; any thread.
 */
final class Negotiation {

    /** {@code MAJOR} or {@code MAJOR.MINOR}, without leading zeros. */
    private static final String VERSION = "(?<major>0|[1-9]\\d{0,8})(?:\\.(?<minor>0|[1-9]\\d{0,8}))?";

    /**
     * What was agreed.
     *
     * @param name for the reply, as the client wrote it; empty where it listed nothing
     */
    record Agreed(Optional<String> name, Dialect dialect) {}

    /** A subprotocol in common: what the client calls it, and which version its name says. */
    private record Match(String name, Format format, String version, int major, int minor) {}

    /** A subprotocol of ours as it is looked for. */
    private record Known(SubprotocolConfig config, Pattern pattern) {
        static Known of(SubprotocolConfig config) {
            String name = Pattern.quote(config.name());
            return new Known(
                    config,
                    Pattern.compile(name.replace(SubprotocolConfig.PLACEHOLDER, "\\E(?<version>" + VERSION + ")\\Q")));
        }
    }

    private final ProtocolConfig config;
    private final List<Known> known;

    Negotiation(ProtocolConfig config) {
        this.config = config;
        this.known = config.subprotocols().stream().map(Known::of).toList();
    }

    /**
     * Agrees, or says why not.
     *
     * @param query what the query says, of {@link #versionParameter}
     */
    Agreed agree(Offer offer, List<String> query) throws DisagreementException {
        if (!offer.made()) {
            return unnamed(query);
        }
        List<Match> common = common(offer);
        if (common.isEmpty()) {
            throw new DisagreementException("no common subprotocol", supported());
        }
        Match chosen = common.get(0);
        if (config.choice() == ProtocolConfig.Choice.HIGHEST_VERSION) {
            Comparator<Match> version = Comparator.comparingInt(Match::major).thenComparingInt(Match::minor);
            for (Match match : common) { // of equals the one that the client prefers
                chosen = version.compare(match, chosen) > 0 ? match : chosen;
            }
        }
        return new Agreed(Optional.of(chosen.name), dialect(chosen, query));
    }

    /** The query parameter that says the version, if one does. */
    Optional<String> versionParameter() {
        return config.versionParameter();
    }

    private Agreed unnamed(List<String> query) throws DisagreementException {
        Optional<Format> format = config.withoutSubprotocol();
        if (format.isEmpty()) {
            throw new DisagreementException("a subprotocol is needed", supported());
        }
        return new Agreed(Optional.empty(), dialect(format.get(), version(query)));
    }

    private List<Match> common(Offer offer) {
        List<Match> common = new ArrayList<>();
        for (String name : offer.names()) {
            for (Known some : known) {
                Matcher matcher = some.pattern.matcher(name);
                if (matcher.matches()) {
                    match(name, some.config, matcher).ifPresent(common::add);
                }
            }
        }
        return common;
    }

    private Optional<Match> match(String name, SubprotocolConfig subprotocol, Matcher matcher) {
        if (!subprotocol.isTemplate()) {
            return Optional.of(new Match(
                    name, subprotocol.format(), subprotocol.version().orElse(""), index(subprotocol.version()), 0));
        }
        String major = matcher.group("major");
        String minor = matcher.group("minor");
        return find(major)
                .map(version -> new Match(
                        name,
                        subprotocol.format(),
                        matcher.group("version"),
                        Integer.parseInt(major),
                        minor == null ? 0 : Integer.parseInt(minor)));
    }

    /** Where in the order of versions one stands. */
    private int index(Optional<String> version) {
        return version.flatMap(this::find).map(config.versions()::indexOf).orElse(0);
    }

    private Dialect dialect(Match match, List<String> query) throws DisagreementException {
        if (match.version.isEmpty()) {
            return dialect(match.format, version(query));
        }
        String name = find(match.version).isPresent() ? match.version : Integer.toString(match.major);
        return new Dialect(Codecs.of(match.format), find(name).orElseThrow().revision(), match.version);
    }

    private static Dialect dialect(Format format, VersionConfig version) {
        return new Dialect(Codecs.of(format), version.revision(), version.name());
    }

    /** What the query says, exactly; the newest where it says nothing. */
    private VersionConfig version(List<String> query) throws DisagreementException {
        if (query.isEmpty()) {
            return config.versions().get(config.versions().size() - 1);
        }
        Optional<VersionConfig> version = query.size() == 1 ? find(query.get(0)) : Optional.empty();
        if (version.isEmpty()) {
            throw new DisagreementException(
                    "the version is not supported",
                    config.versions().stream().map(VersionConfig::name).toList());
        }
        return version.get();
    }

    private Optional<VersionConfig> find(String version) {
        return config.versions().stream()
                .filter(some -> some.name().equals(version))
                .findFirst();
    }

    /** Our subprotocols, as a client has to write them. */
    private List<String> supported() {
        List<String> names = new ArrayList<>();
        for (SubprotocolConfig subprotocol : config.subprotocols()) {
            if (subprotocol.isTemplate()) {
                config.versions()
                        .forEach(version ->
                                names.add(subprotocol.name().replace(SubprotocolConfig.PLACEHOLDER, version.name())));
            } else {
                names.add(subprotocol.name());
            }
        }
        return names;
    }
}
