package io.carillon.config;

/**
 * What is known about one setting: an entry of the reference.
 *
 * @param path where it stands
 * @param fallback what holds where nothing is written, as it would be written
 * @param allowed what may be written
 * @param literal whether it is a text, which an environment variable or option gives as it is, without YAML's rules
 */
record Setting(SettingPath path, String fallback, String allowed, boolean literal) {}
