package io.carillon.schema;

import io.carillon.message.JsonPointer;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What references in a schema can refer to: the schema itself, what has a name of its own in it, and the documents that came
 * with it. Nothing is ever fetched. Of one thread.
 */
final class Resources {

    /** The name of what has none. */
    static final URI ROOT = URI.create("schema://root/");

    private static final Object MISSING = new Object();
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    private static final Set<String> SINGLE = Set.of(
            "items",
            "additionalItems",
            "additionalProperties",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contains",
            "propertyNames",
            "not",
            "if",
            "then",
            "else");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");

    /** A schema that something refers to, and where it stands. */
    record Target(@Nullable Object schema, String where) {}

    private final Draft draft;
    private final Map<URI, Words> roots = new HashMap<>();
    private final Map<String, Words> anchors = new HashMap<>();
    private final Map<String, Integer> dynamic = new HashMap<>();
    private final Map<Map<?, ?>, URI> bases = new IdentityHashMap<>();
    private int recursive;

    Resources(Draft draft) {
        this.draft = draft;
    }

    /** Takes in a document, by the name that references to it have. */
    void add(URI name, Words document) throws SchemaException {
        roots.put(name, document);
        index(document, name);
    }

    @SuppressWarnings("unchecked")
    private void index(@Nullable Object schema, String where, URI base) throws SchemaException {
        if (schema instanceof Map<?, ?> map && !bases.containsKey(map)) {
            index(new Words((Map<String, @Nullable Object>) map, where), base);
        }
    }

    private void index(Words words, URI outer) throws SchemaException {
        URI base = draft.refsStandAlone() && words.has("$ref") ? outer : names(words, outer);
        bases.put(words.map(), base);
        for (Map.Entry<String, @Nullable Object> entry : words.map().entrySet()) {
            String key = entry.getKey();
            Object value = entry.getValue();
            if (MAPS.contains(key) && value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> some : map.entrySet()) {
                    index(some.getValue(), new Words(Map.of(), words.at(key)).at((String) some.getKey()), base);
                }
            } else if (LISTS.contains(key) && value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    index(list.get(i), words.at(key) + '/' + i, base);
                }
            } else if (SINGLE.contains(key)) {
                index(value, words.at(key), base);
            }
        }
    }

    /** Gives a schema the names that it has, and says what references in it are relative to. */
    private URI names(Words words, URI outer) throws SchemaException {
        String id = words.text(draft.id()).orElse("");
        URI base = outer;
        if (id.startsWith("#")) {
            anchor(words, outer, id.substring(1));
        } else if (!id.isEmpty()) {
            base = withoutFragment(resolve(outer, id, words.at(draft.id())));
            roots.put(base, words);
        }
        if (draft.since(Draft.DRAFT_2019_09)) {
            anchor(words, base, words.text("$anchor").orElse(""));
            String name = words.text("$dynamicAnchor").orElse("");
            anchor(words, base, name);
            if (!name.isEmpty()) {
                dynamic.merge(name, 1, Integer::sum);
            }
            recursive += words.flag("$recursiveAnchor") ? 1 : 0;
        }
        return base;
    }

    private void anchor(Words words, URI base, String name) {
        if (!name.isEmpty()) {
            anchors.putIfAbsent(base + "#" + name, words);
        }
    }

    /** What a keyword of a schema refers to: {@code $ref}, {@code $dynamicRef} or {@code $recursiveRef}. */
    Target find(Words from, String key) throws SchemaException {
        URI target = target(from, key);
        Words root = roots.get(withoutFragment(target));
        if (root == null) {
            throw from.wrong(key, "a reference to something in the schema itself; nothing else is fetched");
        }
        String fragment = fragment(target);
        refuseChoice(from, key, fragment);
        Words named = anchors.get(withoutFragment(target) + "#" + fragment);
        if (fragment.isEmpty() || named != null) {
            Words found = named == null || fragment.isEmpty() ? root : named;
            return new Target(found.map(), found.where());
        }
        return at(root, fragment, withoutFragment(target), from, key);
    }

    /** Relative to where it stands; or, since what came along may be called by the very text, as it stands there. */
    private URI target(Words from, String key) throws SchemaException {
        String text = from.text(key).orElseThrow();
        URI target = resolve(bases.getOrDefault(from.map(), ROOT), text, from.at(key));
        URI plain = resolve(ROOT, text, from.at(key));
        boolean elsewhere = !roots.containsKey(withoutFragment(target));
        return elsewhere && roots.containsKey(withoutFragment(plain)) ? plain : target;
    }

    private Target at(Words root, String pointer, URI base, Words from, String key) throws SchemaException {
        Object found = MISSING;
        if (pointer.startsWith("/")) {
            try {
                found = JsonPointer.parse(pointer).find(root.map(), MISSING);
            } catch (IllegalArgumentException e) {
                found = MISSING;
            }
        }
        if (found == MISSING) {
            throw from.wrong(key, "a reference to something that is there");
        }
        index(found, root.where() + pointer, base);
        return new Target(found, root.where() + pointer);
    }

    /** Which of several schemas a dynamic reference means depends on the way there; that is not looked at. */
    private void refuseChoice(Words from, String key, String fragment) throws SchemaException {
        boolean choice = key.equals("$dynamicRef") && dynamic.getOrDefault(fragment, 0) > 1
                || key.equals("$recursiveRef") && recursive > 1;
        if (choice) {
            throw from.wrong(key, "a dynamic reference with one target only");
        }
    }

    private static URI resolve(URI base, String reference, String where) throws SchemaException {
        try {
            URI parsed = new URI(reference);
            if (base.isOpaque() && !parsed.isAbsolute()) {
                String name = reference.startsWith("#") ? withoutFragment(base) + reference : reference;
                return new URI(name);
            }
            return reference.isEmpty() ? base : base.resolve(parsed);
        } catch (URISyntaxException e) {
            throw new SchemaException(where, Values.shown(reference), "a URI reference");
        }
    }

    private static URI withoutFragment(URI uri) {
        String text = uri.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? uri : URI.create(text.substring(0, hash));
    }

    private static String fragment(URI uri) throws SchemaException {
        String raw = uri.getRawFragment();
        try {
            return raw == null ? "" : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SchemaException("", Values.shown(uri.toString()), "a URI reference");
        }
    }
}
