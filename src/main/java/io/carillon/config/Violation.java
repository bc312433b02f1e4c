package io.carillon.config;

/**
 * One thing that is wrong in the configuration.
 *
 * @param source where it stands: a file (with its line), an environment variable, an option
 * @param path the setting, as {@code http.port}
 * @param found what stands there; secrets are masked
 * @param allowed what may stand there
 */
public record Violation(String source, String path, String found, String allowed) {

    @Override
    public String toString() {
        return source + ": " + path + ": found " + found + "; allowed: " + allowed;
    }
}
