import type { Environment } from "./environment.js";
import { CarillonError, Hopeless } from "./errors.js";
import { limited } from "./limit.js";

/** What a token function is told. */
export interface TokenRequest {
  /** Aborted when nobody waits for the token any more: after 10 s, or when the connection or the client is closed. */
  readonly signal: AbortSignal;
  /** The user of the last connection, from the second token on: a refresh needs a token of the same one. */
  readonly user?: string;
}

/**
 * A token, or what gets one: asked before each connection, and before the token expires. Where it fails it is asked again,
 * later each time, unless it throws {@link Hopeless}.
 */
export type Token = string | ((request: TokenRequest) => string | Promise<string>);

/** In ms. */
const WITHIN = 10_000;
const JWT = /^[\w.-]+$/;

/** The token in a text, which may stand in white space, as the lines of files do. Throws a `TypeError` where there is none. */
export function jwt(text: unknown): string {
  const token = typeof text === "string" ? text.trim() : "";
  if (!JWT.test(token)) {
    throw new TypeError("a token is a text of letters, digits, _, - and dots, or a function that gets one");
  }
  return token;
}

/** A token, or a `CarillonError` with the code `token`. */
export async function tokenFrom(
  environment: Environment,
  token: Token,
  user: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  try {
    return jwt(typeof token === "string" ? token : await ask(environment, token, user, signal));
  } catch (cause) {
    throw cause instanceof Hopeless ? cause : new CarillonError("token", `no token: ${words(cause)}`, { cause });
  }
}

function ask(
  environment: Environment,
  token: Exclude<Token, string>,
  user: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const aborting = new AbortController();
  return limited<string>(environment, { signal, timeout: WITHIN }, (resolve, reject) => {
    const request = { signal: aborting.signal, ...(user !== undefined && { user }) };
    Promise.resolve(request).then(token).then(resolve, reject);
    return () => aborting.abort();
  });
}

/** What was thrown, for people. */
export function words(thrown: unknown): string {
  return thrown instanceof CarillonError ? thrown.reason : thrown instanceof Error ? thrown.message : String(thrown);
}
