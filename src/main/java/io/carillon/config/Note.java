package io.carillon.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What the annotated file says about one setting or section.
 *
 * @param text the lines of its comment, those of a list beginning with {@code "- "} and going on with two blanks
 * @param example what it may look like, in YAML that begins with its key; empty where the file has none
 */
record Note(List<String> text, List<String> example) {

    Note {
        text = List.copyOf(text);
        example = List.copyOf(example);
    }

    /** The same without what only led to the settings that followed it and have notes of their own. */
    Note withoutLeadingOver() {
        List<String> lines = new ArrayList<>();
        for (String line : text) {
            lines.add(line.replaceFirst("(; and|:)$", "."));
        }
        return new Note(lines, example);
    }
}
