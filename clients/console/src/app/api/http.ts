/** Requests to the HTTP API, with the token of who has signed in. */
import { json as codec } from "carillon-client";
import { Problem } from "../../shared/problem.js";

const BASE = "/api/v1";

export type Query = { readonly [name: string]: string | number | boolean | undefined };

export interface Asking {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly query?: Query | undefined;
  /** What is sent, as JSON. */
  readonly body?: unknown;
  /** The same, as text that is JSON already. */
  readonly json?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Who asks, and who is told that the token is not taken any more. */
export interface Identity {
  readonly token: () => string | undefined;
  readonly refused: (reason: string) => void;
}

/** The API, as one who has signed in may use it. */
export class Http {
  readonly #identity: Identity;
  readonly #fetch: typeof fetch;

  constructor(identity: Identity, fetching: typeof fetch = (...args) => fetch(...args)) {
    this.#identity = identity;
    this.#fetch = fetching;
  }

  /**
   * Asks for JSON.
   *
   * @param path below the API's, encoded: see `path`
   * @throws Problem as the server tells it, or without a status where nobody has answered; what was aborted rejects with that
   */
  async ask<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
    const response = await this.open(path, asking);
    return codec.decode(await response.text()) as Answer; // integers of messages stay what they are
  }

  /** Asks for something that is read as it comes; throws as `ask` does. */
  async open(path: string, { method = "GET", query, body, json, headers, signal }: Asking = {}): Promise<Response> {
    const text = json ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await this.#reach(BASE + path + search(query), {
      method,
      cache: "no-store",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${this.#identity.token() ?? ""}`,
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
      ...(signal ? { signal } : {}),
    });
    if (!response.ok) {
      const problem = await Problem.of(response);
      if (problem.status === 401) {
        this.#identity.refused(problem.reason);
      }
      throw problem;
    }
    return response;
  }

  async #reach(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(url, init);
    } catch (cause) {
      if (init.signal?.aborted) {
        throw cause;
      }
      throw Problem.unreachable();
    }
  }
}

/** A path of which the values are encoded: path`/rooms/${room}/messages`. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((made, part, i) => made + encodeURIComponent(values[i - 1] ?? "") + part);
}

/** The query, without what is absent or empty. */
export function search(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
