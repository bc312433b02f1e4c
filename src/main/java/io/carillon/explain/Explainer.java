package io.carillon.explain;

import io.carillon.auth.Access;
import io.carillon.auth.Grant;
import io.carillon.auth.Permission;
import io.carillon.auth.Permissions;
import io.carillon.auth.TokenReview;
import io.carillon.auth.Verb;
import io.carillon.config.Config;
import io.carillon.config.RoomOrigins;
import io.carillon.config.RoomSetting;
import io.carillon.config.RoomSettings;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tells why something is allowed or not, by a configuration. Each verdict is asked of whoever the server asks ({@link Access},
 * {@link Grant}); only the reasons are looked for here. Immutable, any thread, and does nothing.
 */
public final class Explainer {

    private final Config config;
    private final Function<RoomName, RoomSettings> settings;

    /** By what is configured. */
    public Explainer(Config config) {
        this(config, config.rooms()::of);
    }

    /** @param settings what holds for a room now; while it is in use that may be something else than what is configured */
    public Explainer(Config config, Function<RoomName, RoomSettings> settings) {
        this.config = config;
        this.settings = settings;
    }

    /**
     * Answers.
     *
     * @param token what there is to say of the token; without one only rooms' settings can be told
     * @throws IllegalArgumentException where the question needs a token, and there is none
     */
    public Explanation explain(Question question, Optional<TokenReview> token) {
        if (question.needsToken() && token.isEmpty()) {
            throw new IllegalArgumentException("without a token there is nothing to say but of rooms");
        }
        return new Explanation(
                token,
                judged(token, question.endpoint(), this::endpoint, "endpoint"),
                question.room().map(room -> room(room, token)),
                judged(token, question.user(), this::send, "user"),
                judged(token, question.method(), this::call, "method"));
    }

    private static Optional<Judgement> judged(
            Optional<TokenReview> token,
            Optional<String> subject,
            BiFunction<Grant, String, Judgement> judge,
            String kind) {
        return subject.flatMap(name -> token.map(review -> review.grant()
                .map(grant -> valid(review, judge.apply(grant, name)))
                .orElseGet(() -> new Judgement(kind, name, false, refused(review), Optional.empty()))));
    }

    /** Nothing is allowed to a token that is not accepted. */
    private static Judgement valid(TokenReview review, Judgement judged) {
        return review.isValid()
                ? judged
                : new Judgement(
                        judged.kind(),
                        judged.subject(),
                        false,
                        refused(review) + "; apart from that: " + judged.because(),
                        judged.rule());
    }

    private static String refused(TokenReview review) {
        return "the token is not accepted: " + review.reason().orElseThrow();
    }

    // ---- rooms

    private Explanation.Room room(RoomName room, Optional<TokenReview> token) {
        RoomSettings inUse = settings.apply(room);
        RoomOrigins origins = room.isReserved() ? RoomOrigins.NONE : RoomOrigins.of(config, room, inUse);
        List<Judgement> verbs = new ArrayList<>();
        List<UsedRule> rules = new ArrayList<>();
        token.ifPresent(review -> {
            Arrays.stream(Verb.values())
                    .flatMap(verb -> judged(
                            token,
                            Optional.of(verb.toString()),
                            (grant, name) -> verb(grant, verb, room, inUse, origins),
                            "verb")
                            .stream())
                    .forEach(verbs::add);
            review.grant()
                    .map(grant -> Permissions.inRooms(grant, config.auth()))
                    .ifPresent(permissions -> permissions.all().forEach(rule -> rules.add(used(permissions, rule))));
        });
        return new Explanation.Room(room, verbs, rules, origins);
    }

    private Judgement verb(Grant grant, Verb verb, RoomName room, RoomSettings inUse, RoomOrigins origins) {
        Permissions permissions = Permissions.inRooms(grant, config.auth());
        Optional<UsedRule> rule = room.isReserved()
                ? Optional.empty()
                : permissions.allowing(verb, room.value()).map(found -> used(permissions, found));
        Access granted = Access.granted(grant, verb, room);
        boolean mayJoin = Access.granted(grant, Verb.JOIN, room).isAllowed();
        Access access = granted.isAllowed() ? Access.offered(verb, inUse, mayJoin) : granted;
        String because = switch (access) {
            case ALLOWED ->
                rule.map(used -> by(used, permissions)).orElse("everybody may join the room " + room)
                        + (needsMembership(verb, inUse) ? "; once it has joined: " + said(origins, "publish") : "");
            case RESERVED -> access.words(verb, room);
            case NOT_GRANTED -> access.words(verb, room) + "; " + missing(permissions, verb);
            case SERVICES_ONLY -> access.words(verb, room) + "; " + said(origins, "publish");
            case MEMBERS_ONLY ->
                access.words(verb, room) + ", and " + Access.NOT_GRANTED.words(Verb.JOIN, room) + "; "
                        + said(origins, "publish");
            case NO_PRESENCE -> access.words(verb, room) + "; " + said(origins, "presence");
            case NO_STREAM -> access.words(verb, room) + "; " + said(origins, "stream");
        };
        return new Judgement("verb", verb.toString(), access.isAllowed(), because, rule);
    }

    private static boolean needsMembership(Verb verb, RoomSettings inUse) {
        return !Access.offered(verb, inUse, false).isAllowed();
    }

    /** A setting, and where it is from. */
    private static String said(RoomOrigins origins, String name) {
        return origins.setting(name).map(Explainer::said).orElse("");
    }

    private static String said(RoomSetting setting) {
        String from =
                setting.pattern().isPresent() ? "by " + setting.origin() : "by default, no pattern says otherwise";
        return setting.name() + " is " + setting.value() + ' ' + from;
    }

    // ---- what else a token says

    private Judgement endpoint(Grant grant, String name) {
        boolean there = config.endpoints().containsKey(name);
        boolean allowed = grant.allowsEndpoint(name);
        String claimed = grant.endpoints()
                .map(names -> "its claim endpoints has "
                        + UsedRule.quoted(names.stream().sorted().toList()))
                .orElse("it has no claim endpoints, and may open any");
        String because = allowed ? claimed : Access.noEndpoint(name) + "; " + claimed;
        String absent = "there is no such endpoint, there are "
                + UsedRule.quoted(List.copyOf(config.endpoints().keySet()));
        return new Judgement("endpoint", name, allowed && there, there ? because : absent, Optional.empty());
    }

    private Judgement send(Grant grant, String user) {
        Permissions permissions = Permissions.toSend(grant, config.auth());
        return named(permissions, "user", user, grant.allowsSend(user), Access.noSend());
    }

    private Judgement call(Grant grant, String method) {
        Permissions permissions = Permissions.toCall(grant, config.auth());
        return named(permissions, "method", method, grant.allowsCall(method), Access.noCall());
    }

    private Judgement named(Permissions permissions, String kind, String name, boolean allowed, String refusal) {
        Optional<UsedRule> rule = permissions.allowing(name).map(found -> used(permissions, found));
        String because = rule.filter(used -> allowed)
                .map(used -> by(used, permissions))
                .orElseGet(() -> refusal + "; " + none(permissions, permissions.all(), ""));
        return new Judgement(kind, name, allowed, because, rule);
    }

    // ---- rules

    private UsedRule used(Permissions permissions, Permission rule) {
        return UsedRule.of(
                rule, permissions.ofToken(), permissions.ofToken() ? Optional.empty() : source(permissions, rule));
    }

    /** A room's rule has a line of its own; those of users and methods are a list. */
    private Optional<String> source(Permissions permissions, Permission rule) {
        Optional<String> whole = config.sources().of("auth", "default", permissions.claim());
        return rule.verbs().isEmpty()
                ? whole
                : config.sources()
                        .of("auth", "default", permissions.claim(), rule.pattern())
                        .or(() -> whole);
    }

    private static String by(UsedRule rule, Permissions permissions) {
        return rule.ofToken()
                ? "the token's claim " + permissions.claim() + " has " + rule.words()
                : "the token has no claim " + permissions.claim() + ", and auth.default." + permissions.claim()
                        + " has " + rule.words()
                        + rule.source().map(where -> " (" + where + ')').orElse("");
    }

    private String missing(Permissions permissions, Verb verb) {
        List<Permission> having = permissions.all().stream()
                .filter(rule -> rule.verbs().contains(verb))
                .toList();
        return none(permissions, having, " with " + verb);
    }

    /** Why no rule fits: which there are. */
    private String none(Permissions permissions, List<Permission> having, String with) {
        String place = permissions.ofToken()
                ? "its claim " + permissions.claim()
                : "it has no claim " + permissions.claim() + ", and auth.default." + permissions.claim();
        if (having.isEmpty()) {
            return place + (permissions.all().isEmpty() ? " is empty" : " has no pattern" + with);
        }
        List<String> shown = having.stream()
                .map(rule -> rule.names().isEmpty()
                        ? '"' + rule.pattern() + "\", for which the token has no claim"
                        : used(permissions, rule).words())
                .toList();
        return place + " has no other patterns" + with + " than " + String.join("; ", shown);
    }
}
