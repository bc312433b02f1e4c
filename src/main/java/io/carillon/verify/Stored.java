package io.carillon.verify;

/**
 * A room's stream in the end, as {@code history} tells it.
 *
 * @param offset of its newest message
 * @param oldest what is still kept
 * @param offsets of all that is kept, as it came
 * @param ids likewise
 */
record Stored(String epoch, long offset, long oldest, long[] offsets, long[] ids) {}
