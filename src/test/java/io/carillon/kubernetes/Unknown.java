package io.carillon.kubernetes;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds the properties that Kubernetes' types do not have: they keep them apart instead of refusing them. */
final class Unknown {

    private static final String THEIRS = "io.fabric8.";
    private static final String OURS = Unknown.class.getPackageName() + '.';

    private final List<String> found = new ArrayList<>();

    private Unknown() {}

    /** The paths of all that are below an object. */
    static List<String> in(Object object) {
        Unknown unknown = new Unknown();
        unknown.look(object, object.getClass().getSimpleName());
        return unknown.found;
    }

    private void look(Object value, String path) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> look(child, path + '.' + key));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> look(item, path + "[]"));
        } else if (value != null
                && !(value instanceof Enum)
                && (value.getClass().getName().startsWith(THEIRS)
                        || value.getClass().getName().startsWith(OURS))) {
            for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    lookAt(value, field, path);
                }
            }
        }
    }

    private void lookAt(Object owner, Field field, String path) {
        if (Modifier.isStatic(field.getModifiers())) {
            return;
        }
        try {
            field.setAccessible(true);
            Object value = field.get(owner);
            if (!field.getName().equals("additionalProperties")) {
                look(value, path + '.' + field.getName());
            } else if (value instanceof Map<?, ?> unknown) {
                unknown.keySet().forEach(key -> found.add(path + '.' + key));
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
