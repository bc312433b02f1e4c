package io.carillon.config;

/**
 * A configuration that was loaded.
 *
 * @param config what holds
 * @param yaml the same as YAML, every setting with its value, secrets masked
 * @param snapshot the same, to be compared with what is loaded later
 */
public record LoadedConfig(Config config, String yaml, Snapshot snapshot) {}
