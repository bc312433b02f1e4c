import { Hopeless } from "/carillon.js";

/** A token for `user` from a server that runs with --dev. Its key lives as long as the process, so none is kept. */
export async function fetchToken(user, signal) {
  const response = await fetch(`/dev/token?user=${encodeURIComponent(user)}`, { cache: "no-store", signal }).catch(() => {
    throw new Error("The server cannot be reached.");
  });
  if (response.ok) {
    return (await response.json()).token;
  }
  if (response.status === 404) {
    throw new Hopeless("This server gives out no demo tokens. Start it with --dev.");
  }
  const { reason } = await response.json().catch(() => ({}));
  if (response.status >= 500 || response.status === 429) {
    throw new Error(`The server is not ready${reason ? `: ${reason}` : "."}`);
  }
  throw new Hopeless(`The server gave no token for this name: ${reason ?? `status ${response.status}`}.`);
}
