import type { Backoff } from "./backoff.js";
import type { Environment } from "./environment.js";
import { CarillonError, Hopeless } from "./errors.js";

/** What a refresh needs of the client. */
export interface Refreshing {
  /** Gets a new token. */
  token(): Promise<string>;
  /** Brings it to the server, on the connection that is there. */
  bring(token: string, failed: (error: CarillonError) => void): void;
  /** Nothing more is tried: the connection lives as long as its token. */
  failed(error: CarillonError): void;
}

/** At most so much of what is left goes by first, at random, so that thousands do not refresh at once. */
const SHARE = 1 / 3;

/** A new token for a connection whose token expires: asked for again, later each time, until `signal` says that it is over. */
export function refresh(
  environment: Environment,
  backoff: Backoff,
  left: number,
  signal: AbortSignal,
  client: Refreshing,
): void {
  wait(environment.random() * left * SHARE);

  function wait(ms: number): void {
    const cancel = environment.after(ms, () => {
      signal.removeEventListener("abort", cancel);
      void attempt();
    });
    signal.addEventListener("abort", cancel);
  }

  async function attempt(): Promise<void> {
    try {
      const token = await client.token();
      if (!signal.aborted) {
        client.bring(token, again);
      }
    } catch (error) {
      again(error as CarillonError);
    }
  }

  function again(error: CarillonError): void {
    if (signal.aborted) {
      return;
    }
    client.failed(error);
    if (!(error instanceof Hopeless) && (error.retryable || error.code === "token")) {
      wait(backoff.next());
    }
  }
}
