/** The server answered a request with an error. `code` and `reason` are the server's own. */
export class Refused extends Error {
  constructor({ code, reason, retryable = false }) {
    super(reason || code);
    this.name = "Refused";
    this.code = code;
    this.retryable = retryable;
  }
}

/** The connection ended before the answer came: whether the request took effect is not known. */
export class Lost extends Error {
  constructor(message = "the connection was lost before the server answered") {
    super(message);
    this.name = "Lost";
  }
}

/** Not now; the message says why. */
export class Unready extends Error {
  constructor(message) {
    super(message);
    this.name = "Unready";
  }
}

/** Trying again would change nothing. */
export class Hopeless extends Error {
  constructor(message) {
    super(message);
    this.name = "Hopeless";
  }
}
