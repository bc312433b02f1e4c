package io.carillon.client;

import io.carillon.message.Member;

/**
 * Another connection has entered a room, or left it.
 *
 * @param isJoin whether it has entered
 */
public record Presence(String room, boolean isJoin, Member member) {}
