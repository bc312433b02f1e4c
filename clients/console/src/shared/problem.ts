/** An answer that is none: a problem of RFC 9457 as the server tells it, or no answer at all (status 0). */
export class Problem extends Error {
  readonly status: number;
  /** The server's code, as `not_found`; `unreachable` where there was no answer. */
  readonly error: string;
  readonly reason: string;
  /** Where data does not fit a schema. */
  readonly paths: readonly { readonly path: string; readonly reason: string }[];

  constructor(status: number, error: string, reason: string, paths: Problem["paths"] = []) {
    super(reason);
    this.name = "Problem";
    this.status = status;
    this.error = error;
    this.reason = reason;
    this.paths = paths;
  }

  /** Nobody has answered. */
  static unreachable(): Problem {
    return new Problem(0, "unreachable", "The server cannot be reached.");
  }

  /** What an answer with a status of an error says; of something in front of the server, that may be no more than a status. */
  static async of(response: Response): Promise<Problem> {
    let body: { error?: unknown; reason?: unknown; paths?: Problem["paths"] } = {};
    try {
      body = (await response.json()) as typeof body;
    } catch {
      // no JSON: it is not the server's own
    }
    const error = typeof body.error === "string" ? body.error : "status";
    const reason = typeof body.reason === "string" ? body.reason : `status ${response.status}`;
    return new Problem(response.status, error, reason, Array.isArray(body.paths) ? body.paths : []);
  }

  static from(cause: unknown): Problem {
    return cause instanceof Problem ? cause : new Problem(0, "internal", cause instanceof Error ? cause.message : String(cause));
  }
}
