/** Who has signed in in this tab, and the way back to the sign-in. */
import { claimsOf, Session, SIGNED_OUT } from "../shared/session.js";
import type { Identity } from "./api/http.js";

const SIGN_IN = "../";

const session = new Session(sessionStorage);

export const identity: Identity = {
  token: () => session.token,
  refused: (reason) => leave(`You were signed out: ${reason}.`),
};

/** Who this is, as the token says; empty where it does not. */
export const claims = claimsOf(session.token ?? "");

/** Whether there is somebody; where not, the page is on its way to the sign-in. */
export function isSignedIn(): boolean {
  if (session.token === undefined) {
    location.replace(SIGN_IN + location.hash);
    return false;
  }
  return true;
}

/** Forgets the token, here and in the cookie. */
export async function signOut(): Promise<void> {
  await fetch(`${SIGN_IN}session`, { method: "DELETE" }).catch(() => {});
  leave(SIGNED_OUT);
}

/** To the sign-in, which tells the reason, and leads back to the same place. */
function leave(reason: string): void {
  session.end(reason);
  location.replace(SIGN_IN + location.hash);
}
