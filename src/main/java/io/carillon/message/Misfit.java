package io.carillon.message;

/**
 * One place at which data is not what its room's schema says.
 *
 * @param path a JSON pointer into the data; empty for the whole of it
 * @param reason what was found there, and what is allowed
 */
public record Misfit(String path, String reason) {}
