package io.carillon.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes checks of schemas, once, so that nothing of a schema is looked up, and no expression compiled, while data is checked.
 * Every keyword has to be of its kind; those that the draft does not have are passed over, as the standard wants it. Of one
 * thread.
 */
final class Compiler {

    private final Draft draft;
    private final Resources resources;
    private final Map<Map<?, ?>, Rules> made = new IdentityHashMap<>();

    Compiler(Draft draft, Resources resources) {
        this.draft = draft;
        this.resources = resources;
    }

    /** The check of a whole schema. */
    Check compile(@Nullable Object schema) throws SchemaException {
        Check root = check(schema, "");
        new Combinations.Circles().look(made.values());
        return root;
    }

    @SuppressWarnings("unchecked")
    private Check check(@Nullable Object schema, String where) throws SchemaException {
        if (schema instanceof Boolean flag) {
            return flag ? Check.ALWAYS : Check.NEVER;
        }
        if (!(schema instanceof Map<?, ?> map)) {
            throw new SchemaException(where, Values.shown(schema), "a schema, which is an object, true or false");
        }
        Rules known = made.get(map);
        if (known != null) {
            return known;
        }
        Rules rules = new Rules(where);
        made.put(map, rules);
        fill(rules, new Words((Map<String, @Nullable Object>) map, where));
        return rules;
    }

    private void fill(Rules rules, Words words) throws SchemaException {
        definitions(words);
        List<Check> any = new ArrayList<>();
        if (words.has("$ref")) {
            any.add(reference(words, "$ref", rules));
            if (draft.refsStandAlone()) {
                rules.ofAll(any);
                return;
            }
        }
        kinds(words, rules);
        values(words, any);
        combinations(words, any, rules);
        rules.ofAll(any);
        rules.ofTexts(Texts.of(words));
        rules.ofNumbers(Numbers.of(words, draft));
        boolean later = draft.since(Draft.DRAFT_2019_09);
        rules.ofArrays(arrays(words), later ? optional(words, "unevaluatedItems") : null);
        rules.ofObjects(objects(words, rules), later ? optional(words, "unevaluatedProperties") : null);
    }

    /** Those that nobody refers to have to be schemas, too. */
    private void definitions(Words words) throws SchemaException {
        String key = draft.since(Draft.DRAFT_2019_09) ? "$defs" : "definitions";
        for (Map.Entry<String, @Nullable Object> entry : words.map(key).entrySet()) {
            check(entry.getValue(), below(words, key, entry.getKey()));
        }
    }

    private Check reference(Words words, String key, Rules rules) throws SchemaException {
        Resources.Target target = resources.find(words, key);
        return inPlace(check(target.schema(), target.where()), rules);
    }

    private static Check inPlace(Check check, Rules rules) {
        rules.inPlace().add(check);
        return check;
    }

    private static void kinds(Words words, Rules rules) throws SchemaException {
        if (words.has("type")) {
            String[] names = words.get("type") instanceof String one ? new String[] {one} : kinds(words);
            if (names.length == 0 || !Kinds.NAMES.containsAll(List.of(names))) {
                throw words.wrong("type", "one or an array of " + String.join(", ", Kinds.NAMES));
            }
            rules.ofKinds(Kinds.of(List.of(names)));
        }
    }

    private void values(Words words, List<Check> any) throws SchemaException {
        if (words.has("enum")) {
            any.add(Constants.of(words.list("enum")));
        }
        if (words.has("const") && draft.since(Draft.DRAFT_7)) {
            List<@Nullable Object> one = new ArrayList<>();
            one.add(words.get("const"));
            any.add(Constants.of(one));
        }
    }

    private static String[] kinds(Words words) throws SchemaException {
        if (!(words.get("type") instanceof List)) {
            throw words.wrong("type", "one or an array of " + String.join(", ", Kinds.NAMES));
        }
        return words.texts("type");
    }

    private void combinations(Words words, List<Check> any, Rules rules) throws SchemaException {
        if (draft == Draft.DRAFT_2019_09 && words.has("$recursiveRef")) {
            any.add(reference(words, "$recursiveRef", rules));
        }
        if (draft == Draft.DRAFT_2020_12 && words.has("$dynamicRef")) {
            any.add(reference(words, "$dynamicRef", rules));
        }
        if (words.has("allOf")) {
            any.add(new Combinations.All(several(words, "allOf", rules)));
        }
        if (words.has("anyOf")) {
            any.add(new Combinations.Any(several(words, "anyOf", rules)));
        }
        if (words.has("oneOf")) {
            any.add(new Combinations.One(several(words, "oneOf", rules)));
        }
        if (words.has("not")) {
            any.add(new Combinations.Not(inPlace(one(words, "not"), rules)));
        }
        if (draft.since(Draft.DRAFT_7) && words.has("if")) {
            any.add(new Combinations.If(
                    inPlace(one(words, "if"), rules),
                    inPlace(orAlways(words, "then"), rules),
                    inPlace(orAlways(words, "else"), rules)));
        }
    }

    private Check[] several(Words words, String key, Rules rules) throws SchemaException {
        Check[] checks = list(words, key);
        if (checks.length == 0) {
            throw words.wrong(key, "an array of one schema or more");
        }
        for (Check check : checks) {
            inPlace(check, rules);
        }
        return checks;
    }

    private Check[] list(Words words, String key) throws SchemaException {
        List<@Nullable Object> list = words.list(key);
        Check[] checks = new Check[list.size()];
        for (int i = 0; i < checks.length; i++) {
            checks[i] = check(list.get(i), words.at(key) + '/' + i);
        }
        return checks;
    }

    private Check one(Words words, String key) throws SchemaException {
        return check(words.get(key), words.at(key));
    }

    private Check orAlways(Words words, String key) throws SchemaException {
        return words.has(key) ? one(words, key) : Check.ALWAYS;
    }

    private @Nullable Check optional(Words words, String key) throws SchemaException {
        return words.has(key) ? one(words, key) : null;
    }

    private List<Check> arrays(Words words) throws SchemaException {
        List<Check> checks = new ArrayList<>();
        OptionalInt least = words.count("minItems");
        OptionalInt most = words.count("maxItems");
        if (least.isPresent() || most.isPresent()) {
            checks.add(new Arrays.Size(least.orElse(0), most.orElse(Integer.MAX_VALUE)));
        }
        items(words, checks);
        if (draft.since(Draft.DRAFT_7) && words.has("contains")) {
            boolean counted = draft.since(Draft.DRAFT_2019_09);
            checks.add(new Arrays.Contains(
                    one(words, "contains"),
                    counted ? words.count("minContains").orElse(1) : 1,
                    counted ? words.count("maxContains").orElse(Integer.MAX_VALUE) : Integer.MAX_VALUE,
                    draft == Draft.DRAFT_2020_12));
        }
        if (words.flag("uniqueItems")) {
            checks.add(new Arrays.Unique());
        }
        return checks;
    }

    private void items(Words words, List<Check> checks) throws SchemaException {
        boolean current = draft == Draft.DRAFT_2020_12;
        boolean several = !current && words.get("items") instanceof List;
        String first = current ? "prefixItems" : "items";
        Check[] prefix = current || several ? list(words, first) : new Check[0];
        Check others = several ? optional(words, "additionalItems") : optional(words, "items");
        if (prefix.length > 0 || others != null) {
            checks.add(new Arrays.Items(prefix, others));
        }
    }

    private List<Check> objects(Words words, Rules rules) throws SchemaException {
        List<Check> checks = new ArrayList<>();
        OptionalInt least = words.count("minProperties");
        OptionalInt most = words.count("maxProperties");
        if (least.isPresent() || most.isPresent()) {
            checks.add(new Objects.Size(least.orElse(0), most.orElse(Integer.MAX_VALUE)));
        }
        if (words.has("required")) {
            checks.add(new Objects.Required(null, words.texts("required")));
        }
        properties(words, checks);
        if (draft.since(Draft.DRAFT_7) && words.has("propertyNames")) {
            checks.add(new Objects.Names(one(words, "propertyNames")));
        }
        if (draft.since(Draft.DRAFT_2019_09)) {
            dependent(words, "dependentRequired", checks, rules);
            dependent(words, "dependentSchemas", checks, rules);
        } else {
            dependent(words, "dependencies", checks, rules);
        }
        return checks;
    }

    private void properties(Words words, List<Check> checks) throws SchemaException {
        Map<String, Check> named = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : words.map("properties").entrySet()) {
            named.put(entry.getKey(), check(entry.getValue(), below(words, "properties", entry.getKey())));
        }
        List<Objects.Named> patterns = new ArrayList<>();
        for (Map.Entry<String, @Nullable Object> entry :
                words.map("patternProperties").entrySet()) {
            String where = below(words, "patternProperties", entry.getKey());
            patterns.add(new Objects.Named(Texts.expression(where, entry.getKey()), check(entry.getValue(), where)));
        }
        Check others = optional(words, "additionalProperties");
        if (!named.isEmpty() || !patterns.isEmpty() || others != null) {
            checks.add(new Objects.Properties(new HashMap<>(named), List.copyOf(patterns), others));
        }
    }

    /** Either names that are required, too, or a schema: in {@code dependencies} each may be one of them. */
    private void dependent(Words words, String key, List<Check> checks, Rules rules) throws SchemaException {
        for (Map.Entry<String, @Nullable Object> entry : words.map(key).entrySet()) {
            String name = entry.getKey();
            Words inner = new Words(words.map(key), words.at(key));
            boolean names =
                    key.equals("dependentRequired") || key.equals("dependencies") && entry.getValue() instanceof List;
            if (names) {
                checks.add(new Objects.Required(name, inner.texts(name)));
            } else {
                checks.add(new Objects.Dependent(name, inPlace(one(inner, name), rules)));
            }
        }
    }

    private static String below(Words words, String key, String name) {
        return new Words(Map.of(), words.at(key)).at(name);
    }
}
