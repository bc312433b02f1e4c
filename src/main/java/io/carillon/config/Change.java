package io.carillon.config;

/**
 * A setting that is not what it was.
 *
 * @param path of the setting
 * @param before what it was; secrets are masked
 * @param after what it is
 * @param effect when that matters to a server that runs
 */
public record Change(String path, String before, String after, Effect effect) {

    @Override
    public String toString() {
        return path + ": " + before + " -> " + after;
    }
}
