/** How somebody signs in: the server looks at the token, and sets the cookie that the app's files are served for. */
import { Problem } from "../shared/problem.js";
import { cleaned } from "../shared/session.js";

const SESSION = "session";
const DEV_TOKEN = "/dev/token?user=console";

type Fetch = typeof fetch;

/**
 * Has the server take a token.
 *
 * @returns the token as it was taken
 * @throws Problem that says what is wrong with it
 */
export async function signIn(input: string, fetching: Fetch = fetch): Promise<string> {
  const token = cleaned(input);
  if (token === "") {
    throw new Problem(401, "unauthorized", "a token is needed");
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Problem(401, "unauthorized", "a token has letters, digits, dots, - and _ alone");
  }
  const response = await reach(() =>
    fetching(SESSION, { method: "POST", headers: { authorization: `Bearer ${token}` }, cache: "no-store" }),
  );
  if (!response.ok) {
    throw await Problem.of(response);
  }
  return token;
}

/** A token of a server that runs with --dev; undefined where it hands out none. */
export async function devToken(fetching: Fetch = fetch): Promise<string | undefined> {
  const { development } = await read(SESSION, fetching);
  const { token } = development === true ? await read(DEV_TOKEN, fetching) : {};
  return typeof token === "string" ? token : undefined;
}

/** What is there, in JSON; nothing where there is none. */
async function read(what: string, fetching: Fetch): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetching(what, { cache: "no-store" }).catch(() => undefined);
  return (response?.ok ? await response.json().catch(() => undefined) : undefined) ?? {};
}

async function reach(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch {
    throw Problem.unreachable();
  }
}

/** What the sign-in says of a failure. */
export function objectionTo(problem: Problem): string {
  switch (problem.status) {
    case 0:
      return "The server cannot be reached. Is it running?";
    case 401:
      return problem.reason === "a token is needed"
        ? "Paste a token first."
        : `This token is not valid: ${problem.reason}.`;
    case 403:
      return problem.reason.includes("scope")
        ? "This token is valid, but it has not the scope admin."
        : `The server does not allow it: ${problem.reason}.`;
    case 503:
      return `The server cannot tell now: ${problem.reason}. Try again.`;
    default:
      return `The server has answered with ${problem.status}: ${problem.reason}.`;
  }
}
