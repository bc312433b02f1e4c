package io.carillon.hub;

/**
 * What has happened in rooms on this node.
 *
 * @param recoveries joins and gaps in rooms with streams
 * @param fanOut messages on their way to members
 * @param presence who is there
 */
public record HubCounters(RecoveryCounters recoveries, FanOut fanOut, PresenceCounters presence) {}
