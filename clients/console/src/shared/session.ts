/** The token of whoever has signed in, and why somebody is not signed in any more. Both live as long as the tab. */
const TOKEN = "carillon.console.token";
const REASON = "carillon.console.reason";
const AUTOMATIC = "carillon.console.automatic";
/** How long nobody is signed in again without being asked, in ms: what was refused at once would be refused again. */
const SOON = 10_000;

/** The reason of a session that was ended by who had it. */
export const SIGNED_OUT = "You have signed out.";

/** Where both are kept; `sessionStorage`. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** What a tab remembers between the sign-in and the app. */
export class Session {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get token(): string | undefined {
    return this.#store.getItem(TOKEN) ?? undefined;
  }

  /** Begins with a token that the server has taken. */
  begin(token: string): void {
    this.#store.setItem(TOKEN, token);
    this.#store.removeItem(REASON);
  }

  /** Ends; the reason is what the sign-in tells. */
  end(reason?: string): void {
    this.#store.removeItem(TOKEN);
    if (reason === undefined) {
      this.#store.removeItem(REASON);
    } else {
      this.#store.setItem(REASON, reason);
    }
  }

  /**
   * Whether a token may be fetched for somebody who has not asked to sign in: not after a sign-out, nor again and again.
   *
   * @param now in ms
   */
  mayBeginAlone(now: number): boolean {
    return this.#store.getItem(REASON) !== SIGNED_OUT && now - Number(this.#store.getItem(AUTOMATIC) ?? 0) > SOON;
  }

  /** Begins with a token that nobody was asked for. */
  beginAlone(token: string, now: number): void {
    this.begin(token);
    this.#store.setItem(AUTOMATIC, String(now));
  }

  /** Why the last one ended, told once. */
  takeReason(): string | undefined {
    const reason = this.#store.getItem(REASON) ?? undefined;
    this.#store.removeItem(REASON);
    return reason;
  }
}

/** What a token says of itself, which only the server can judge: for showing, never for deciding. */
export interface Claims {
  readonly user?: string;
  /** Ms since 1970. */
  readonly expires?: number;
}

/** Reads a JWT's payload; empty where it is none. */
export function claimsOf(token: string): Claims {
  try {
    const payload = token.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
    const { sub, exp } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown; exp?: unknown };
    return {
      ...(typeof sub === "string" ? { user: sub } : {}),
      ...(typeof exp === "number" ? { expires: exp * 1000 } : {}),
    };
  } catch {
    return {};
  }
}

/** As somebody may have copied it: with the header's scheme, quotes, or in lines. */
export function cleaned(input: string): string {
  return input
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^(authorization: *)?bearer /i, "")
    .replace(/^["']|["']$/g, "")
    .replace(/ /g, "");
}
