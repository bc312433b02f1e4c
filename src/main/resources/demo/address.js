/** Rooms in the address of the page, so that a link opens one. */

/** The room that the fragment names, or null. */
export function roomIn(hash) {
  const raw = hash.slice(1);
  try {
    return decodeURIComponent(raw) || null;
  } catch {
    return raw; // not encoded, then: as it stands
  }
}

/** The fragment for a room; colons and slashes, common in names, stay readable. */
export function hashOf(room) {
  return `#${encodeURIComponent(room).replace(/%3A/g, ":").replace(/%2F/g, "/")}`;
}
